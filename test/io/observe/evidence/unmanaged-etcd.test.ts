import {afterEach, expect, test} from 'vitest';
import {desire} from '../../../../src/core/desire.js';
import {Failure} from '../../../../src/core/failure.js';
import {known} from '../../../../src/core/model/fact.js';
import type {HostName} from '../../../../src/core/model/names.js';
import {unmanagedEtcdClient} from '../../../../src/io/etcd/unmanaged/etcd-client.js';
import {observe} from '../../../../src/io/observe/observe.js';
import {localWire} from '../../../../src/io/transport/local.js';
import {answeringWith} from '../../../support/answers.js';
import {unmanaged} from '../../../support/builders/config.js';
import {release} from '../../../support/builders/release.js';
import {TEMPLATES} from '../../../support/rendering.js';
import {clientOf, type FakeEtcd, fakeEtcd, RECORDED, SILENCE} from '../../etcd/unmanaged/fake-etcd.js';

const running: FakeEtcd[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.stop();
});

const HOLDING = {...RECORDED, '/v3/kv/range': '{"header":{},"kvs":[{"key":"L3JlZ2lzdHJ5Lw=="}],"count":"1"}'};

/** Hosts that say nothing but let connections out, and what is seen of their etcd. */
async function seen(
  answers: Readonly<Record<string, string>>,
  unmanagedEtcdFiles = async () => clientOf(),
  unmanagedEtcdTimeoutMs = 60_000,
) {
  const etcd = await fakeEtcd(answers);
  running.push(etcd);
  const config = unmanaged();
  const unmanagedEtcd = {...config.etcd.unmanagedEtcd!, endpoints: [etcd.endpoint]};
  const transport = {...answeringWith(() => ({code: 90})), forward: localWire(process.env).forward};
  const desired = desire({...config, etcd: {unmanagedEtcd}});
  const connections = {
    to: (_: HostName) => transport,
    forget: () => undefined,
    forgetBroken: () => undefined,
    close: async () => undefined,
  };
  const controlPlanes = desired.controlPlanes.map(({host}) => host);
  const {observed} = await observe(
    {
      release: release(),
      templates: TEMPLATES,
      connections,
      host: () => ({
        facts: async () => {
          throw new Failure('hosts/unreachable', 'no route');
        },
      }),
      comparesObjects: false,
      unmanagedEtcd: unmanagedEtcdClient(
        desired.unmanagedEtcd!,
        controlPlanes,
        connections.to,
        unmanagedEtcdFiles,
        unmanagedEtcdTimeoutMs,
      ),
    },
    desired,
    'diagnosis',
  );
  return {observed, endpoint: etcd.endpoint};
}

test('each control plane asks the unmanaged etcd', async () => {
  const {observed, endpoint} = await seen(HOLDING);
  expect(observed.unmanagedEtcd?.answers.map(each => [each.endpoint, each.from, each.is])).toEqual(
    ['cp1', 'cp2', 'cp3'].map(host => [endpoint, host, 'etcd']),
  );
  expect(observed.etcd).toMatchObject(known({is: 'formed', clusterId: 'cdf818194e3a8c32', members: [{healthy: true}]}));
});

test('an endpoint that does not answer in time is reported, and the others are read', async () => {
  const {observed} = await seen({...HOLDING, '/version': SILENCE}, undefined, 500);
  expect(observed.unmanagedEtcd?.answers.map(({is}) => is)).toEqual(['silent', 'silent', 'silent']);
  expect(observed.etcd.known).toBe(false);
});

test('without the files of the operator no endpoint is asked', async () => {
  const {observed} = await seen(HOLDING, async () => {
    throw new Failure('etcd/client-files', 'spec.etcd.caFile: ca.crt does not exist');
  });
  expect(observed.unmanagedEtcd?.answers.map(({is, from}) => [is, from])).toEqual([['unasked', undefined]]);
});
