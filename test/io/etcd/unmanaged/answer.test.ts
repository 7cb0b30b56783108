import {Duplex} from 'node:stream';
import {afterEach, expect, test} from 'vitest';
import {Failure} from '../../../../src/core/failure.js';
import {hostName} from '../../../../src/core/model/names.js';
import {answerOf} from '../../../../src/io/etcd/unmanaged/answer.js';
import type {UnmanagedEtcdClientFiles} from '../../../../src/io/etcd/unmanaged/client-files.js';
import {localWire} from '../../../../src/io/transport/local.js';
import {ca, clientOf, type FakeEtcd, fakeEtcd, otherCa, plainServer, RECORDED, SILENCE} from './fake-etcd.js';

const CP1 = hostName('cp1');
const running: FakeEtcd[] = [];

afterEach(() => {
  for (const each of running.splice(0)) each.stop();
});

const started = async (server: Promise<FakeEtcd>): Promise<string> => {
  running.push(await server);
  return running.at(-1)!.endpoint;
};

const asked = (endpoint: string, client: UnmanagedEtcdClientFiles = clientOf(), patienceMs = 5000) =>
  answerOf(endpoint, CP1, localWire(process.env), client, patienceMs);

test('an endpoint reports version, IDs, members, and whether it has Kubernetes data', async () => {
  const endpoint = await started(fakeEtcd());
  expect(await asked(endpoint)).toEqual({
    endpoint,
    from: CP1,
    is: 'etcd',
    status: {
      version: '3.6.16',
      clusterId: 'cdf818194e3a8c32',
      memberId: '8e9e05c52164694d',
      leader: '8e9e05c52164694d',
      learner: false,
      members: [{id: '8e9e05c52164694d', name: 'default', peerUrl: 'https://10.0.0.5:2380', learner: false}],
      holdsCluster: false,
    },
  });
});

test('a key below /registry/ counts as Kubernetes data', async () => {
  const range = '{"header":{},"kvs":[{"key":"L3JlZ2lzdHJ5L25hbWVzcGFjZXMvZGVmYXVsdA=="}],"more":true,"count":"312"}';
  const endpoint = await started(fakeEtcd({...RECORDED, '/v3/kv/range': range}));
  expect(await asked(endpoint)).toMatchObject({is: 'etcd', status: {holdsCluster: true}});
});

test('a member without quorum reports its own status', async () => {
  const list = '{"code":14,"message":"etcdserver: no leader"}';
  const endpoint = await started(fakeEtcd({...RECORDED, '/v3/cluster/member/list': list}));
  expect(await asked(endpoint)).toMatchObject({is: 'etcd', status: {trouble: 'etcdserver: no leader', members: []}});
});

test('a certificate of another CA is not trusted', async () => {
  const endpoint = await started(fakeEtcd());
  expect(await asked(endpoint, clientOf(ca, {}, otherCa))).toMatchObject({is: 'untrusted'});
});

test('a certificate for another address is not trusted', async () => {
  const endpoint = await started(fakeEtcd(RECORDED, ['10.0.0.5', 'etcd.example']));
  const answer = await asked(endpoint);
  expect(answer).toMatchObject({is: 'untrusted'});
  expect('why' in answer && answer.why).toContain('127.0.0.1');
});

test.each([
  ['of another CA', clientOf(otherCa)],
  ['that has expired', clientOf(ca, {notAfter: new Date('2026-11-24T00:00:00Z')})],
])('a client certificate %s is reported as refused', async (_, client) => {
  const endpoint = await started(fakeEtcd());
  expect(await asked(endpoint, client)).toMatchObject({is: 'refusing', why: expect.stringContaining('certificate')});
});

test('a web server is not taken for etcd, with TLS or without', async () => {
  const web = await started(fakeEtcd({'/version': '<html>'}));
  expect(await asked(web)).toMatchObject({is: 'stranger', why: expect.stringContaining('/version')});
  expect(await asked(await started(plainServer()))).toMatchObject({
    is: 'stranger',
    why: expect.stringContaining('TLS'),
  });
});

test('an etcd whose JSON gateway is off is reported with the reason', async () => {
  const endpoint = await started(fakeEtcd({'/version': RECORDED['/version']!}));
  expect(await asked(endpoint)).toMatchObject({is: 'stranger', why: expect.stringContaining('JSON gateway')});
});

test('a closed port is reported with its error', async () => {
  const gone = await fakeEtcd();
  gone.stop();
  expect(await asked(gone.endpoint)).toMatchObject({is: 'silent', why: expect.stringContaining('ECONNREFUSED')});
});

test('an endpoint that accepts a connection and does not answer is reported', async () => {
  const endpoint = await started(fakeEtcd({...RECORDED, '/version': SILENCE}));
  expect(await asked(endpoint, clientOf(), 300)).toMatchObject({is: 'silent', why: 'no answer within 0.3 s'});
});

test('an SSH server that forwards no connections is reported with its error', async () => {
  const forward = async () => {
    throw new Failure('hosts/no-forward', 'cp1: its SSH server forwards no connection');
  };
  const answer = await answerOf('https://10.0.0.5:2379', CP1, {...localWire(process.env), forward}, clientOf());
  expect(answer).toMatchObject({is: 'silent', why: 'cp1: its SSH server forwards no connection'});
});

test('an endpoint without a connection is reported after the timeout', async () => {
  const forward = () => new Promise<never>(() => {});
  const reach = {...localWire(process.env), forward};
  expect(await answerOf('https://10.0.0.5:2379', CP1, reach, clientOf(), 200)).toMatchObject({
    is: 'silent',
    why: 'no answer within 0.2 s',
  });
});

test('a stream without data is reported after the timeout', async () => {
  const stream = new Duplex({read() {}, write: (_chunk, _encoding, done) => done(), destroy() {}});
  const reach = {...localWire(process.env), forward: async () => stream};
  expect(await answerOf('https://10.0.0.5:2379', CP1, reach, clientOf(), 200)).toMatchObject({
    is: 'silent',
    why: 'no answer within 0.2 s',
  });
  expect(stream.destroyed).toBe(true);
});

test('an ID that is not a number is not taken for one of etcd', async () => {
  const status = '{"header":{"cluster_id":"one","member_id":"two"}}';
  const endpoint = await started(fakeEtcd({...RECORDED, '/v3/maintenance/status': status}));
  expect(await asked(endpoint)).toMatchObject({is: 'stranger', why: expect.stringContaining('JSON gateway')});
});
