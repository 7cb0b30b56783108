import {expect, test} from 'vitest';
import {sha256} from '../../../src/core/model/digest.js';
import {hostName} from '../../../src/core/model/names.js';
import type {OperatorSource} from '../../../src/core/model/operator-file.js';
import type {PutFile} from '../../../src/ports/host.js';
import {OPERATOR_FILES} from '../../../src/run/actions/operator-files.js';
import {machineFacts} from '../../support/builders/facts.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const host = hostName('w1');
const HOSTS: OperatorSource = 'registry-hosts/quay.io';
const CA: OperatorSource = 'registry-ca/quay.io';
const action = (source: OperatorSource, path: string, mode: string) =>
  ({kind: 'operator-file/put', host, source, path, mode}) as const;
const hosts = action(HOSTS, '/etc/containerd/certs.d/quay.io/hosts.toml', '600');
const ca = action(CA, '/etc/containerd/certs.d/quay.io/ca.crt', '644');
const contents = new Map<OperatorSource, Uint8Array>([
  [HOSTS, Buffer.from('secret')],
  [CA, Buffer.from('certificate')],
]);
const runner = OPERATOR_FILES['operator-file/put'];

const on = (content: string, mode: string, written: (readonly PutFile[])[] = []) =>
  runOn(
    strictCluster({
      host: () => ({
        facts: async () =>
          machineFacts({files: new Map([[hosts.path, {digest: sha256(content), mode, owner: 'root:root'}]])}),
        put: async files => void written.push(files),
      }),
    }),
    {operatorFiles: async () => contents},
  ).context;

test.each([
  ['has this content and mode', 'secret', '600', 0],
  ['has another content', 'other', '600', 1],
  ['may be read by others, which is put right apart from it,', 'secret', '644', 0],
])('a file that %s on the host is judged by the content on this machine', async (_, content, mode, pending) => {
  expect(await runner.check([hosts], on(content, mode))).toHaveLength(pending);
});

test('the files are written in their order, and those with credentials are secret', async () => {
  const written: (readonly PutFile[])[] = [];
  await runner.apply([ca, hosts], on('', '', written));
  expect(written).toEqual([
    [
      {path: ca.path, mode: '644', content: contents.get(CA), secret: false},
      {path: hosts.path, mode: '600', content: contents.get(HOSTS), secret: true},
    ],
  ]);
});

test('a content that nothing makes is a bug', async () => {
  await expect(runner.check([action('registry-ca/x', '/x', '644')], on('', ''))).rejects.toThrow(/registry-ca\/x/);
});
