import {expect, test} from 'vitest';
import type {Action} from '../../../src/core/actions/action.js';
import {desiredCerts, desiredKubeconfigs} from '../../../src/core/pki/certificates.js';
import type {HostKey} from '../../../src/core/pki/types.js';
import type {PutFile} from '../../../src/ports/host.js';
import {execute} from '../../../src/run/engine/execute.js';
import {machineFacts} from '../../support/builders/facts.js';
import {desiredCluster} from '../../support/desired.js';
import {madeKey} from '../../support/host-keys.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {NO_KEYS, runOn} from '../context.js';

const desired = desiredCluster({controlPlanes: 1, workers: 0, pki: {algorithm: 'RSA-2048'}});
const [cert, other] = desiredCerts(desired);
const [kubeconfig] = desiredKubeconfigs(desired);
const {host} = cert!;
const actions: readonly Action[] = [
  {kind: 'ca-cert/put', host, ca: 'ca', path: '/ca.crt'},
  ...[cert!, other!].map(each => ({kind: 'cert/issue', host, path: each.certPath, cert: each}) as const),
  {kind: 'kubeconfig/issue', host, path: kubeconfig!.path, kubeconfig: kubeconfig!},
];
const stage = {title: 'One', order: 'parallel', actions} as const;

const running = (operations: string[], signal = new AbortController()) => {
  const put = async (files: readonly PutFile[]) => void operations.push(`put ${files.map(({path}) => path).join(' ')}`);
  const {context} = runOn(
    strictCluster({
      host: () => ({
        facts: async () => machineFacts({}),
        put,
        makeKeys: async requests => {
          operations.push(`make ${requests.map(({path, algorithm}) => `${algorithm} ${path}`).join(' ')}`);
          if (operations.length === 3) signal.abort();
          return Promise.all(requests.map(({path}) => madeKey(path)));
        },
      }),
    }),
    {
      desired,
      signal: signal.signal,
      keys: {
        ...NO_KEYS,
        caCert: async () => 'a certificate',
        certificate: async ({keyPath, certPath}, key: HostKey) => [
          {path: keyPath, mode: '600', keyDigest: key.keyDigest},
          {path: certPath, mode: '644', content: Buffer.of(), secret: false},
        ],
        kubeconfig: async ({path}, {keyDigest}) => ({path, mode: '600', keyDigest, around: {before: '', after: ''}}),
      },
    },
  );
  return context;
};

const making = `make ${[cert!.keyPath, other!.keyPath, kubeconfig!.path].map(path => `RSA-2048 ${path}`).join(' ')}`;

test('a host makes all keys in one round trip before all files are put in the next', async () => {
  const operations: string[] = [];
  // What is put has no effect here.
  await expect(execute([stage], running(operations))).rejects.toMatchObject({
    code: expect.stringMatching(/^(run|pki)\//),
  });
  expect(operations).toEqual([
    making,
    `put /ca.crt ${[cert!, other!].map(({keyPath, certPath}) => `${keyPath} ${certPath}`).join(' ')} ${kubeconfig!.path}`,
  ]);
});

test('a run that is stopped while keys are made puts no file', async () => {
  const operations: string[] = ['', ''];
  await expect(execute([stage], running(operations))).rejects.toMatchObject({code: 'interrupted/stopped'});
  expect(operations.slice(2)).toEqual([making]);
});
