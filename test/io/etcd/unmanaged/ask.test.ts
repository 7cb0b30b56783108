import {expect, test} from 'vitest';
import {askUnmanagedEtcd} from '../../../../src/io/etcd/unmanaged/ask.js';
import type {Reply} from '../../../../src/io/etcd/unmanaged/session.js';

const reply = (body: unknown): Reply => ({status: 200, body: JSON.stringify(body)});

test('a member without quorum reports its status, and its read times out', async () => {
  const answers = await askUnmanagedEtcd(
    {
      get: async () => reply({etcdserver: '3.6.16'}),
      post: async path =>
        path === '/v3/maintenance/status'
          ? reply({header: {cluster_id: '255', member_id: '16'}, leader: '0'})
          : new Promise<Reply>(() => {}),
      close: () => {},
    },
    20,
  );
  expect(answers).toEqual({
    version: '3.6.16',
    clusterId: 'ff',
    memberId: '10',
    leader: '0',
    learner: false,
    trouble: expect.stringContaining('0.02 s'),
    members: [],
    holdsCluster: false,
  });
});
