import {afterEach, expect, test} from 'vitest';
import {desire} from '../../../../src/core/desire.js';
import {Failure} from '../../../../src/core/failure.js';
import {known} from '../../../../src/core/model/fact.js';
import type {HostName} from '../../../../src/core/model/names.js';
import {gatherEvidence} from '../../../../src/io/observe/diagnosis/gather.js';
import {localWire} from '../../../../src/io/transport/local.js';
import {answeringWith} from '../../../support/answers.js';
import {release, TEMPLATES, unmanaged} from '../../../support/rendering.js';
import {clientOf, type FakeEtcd, fakeEtcd, RECORDED, SILENCE} from '../../etcd/store/fake-etcd.js';

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
  const store = {...config.etcd.store!, endpoints: [etcd.endpoint]};
  const transport = {...answeringWith(() => ({code: 90})), forward: localWire(process.env).forward};
  const {observed} = await gatherEvidence({
    desired: desire({...config, etcd: {store}}),
    release: release(),
    templates: TEMPLATES,
    reach: {to: (_: HostName) => transport, forget: () => undefined, close: async () => undefined},
    port: () => ({
      facts: async () => {
        throw new Failure('hosts/unreachable', 'no route');
      },
    }),
    compareObjects: false,
    unmanagedEtcdFiles,
    unmanagedEtcdTimeoutMs,
  });
  return {observed, endpoint: etcd.endpoint};
}

test('each control plane is asked what it sees of an etcd that somebody else runs', async () => {
  const {observed, endpoint} = await seen(HOLDING);
  expect(observed.store?.answers.map(each => [each.endpoint, each.from, each.is])).toEqual(
    ['cp1', 'cp2', 'cp3'].map(host => [endpoint, host, 'etcd']),
  );
  expect(observed.etcd).toMatchObject(known({is: 'formed', clusterId: 'cdf818194e3a8c32', members: [{healthy: true}]}));
});

test('an endpoint that takes too long is silent, and the look goes on without it', async () => {
  const {observed} = await seen({...HOLDING, '/version': SILENCE}, undefined, 500);
  expect(observed.store?.answers.map(({is}) => is)).toEqual(['silent', 'silent', 'silent']);
  expect(observed.etcd.known).toBe(false);
});

test('without the files of the operator nobody is asked', async () => {
  const {observed} = await seen(HOLDING, async () => {
    throw new Failure('etcd/client-files', 'spec.etcd.caFile: ca.crt does not exist');
  });
  expect(observed.store?.answers.map(({is, from}) => [is, from])).toEqual([['unasked', undefined]]);
});
