import {expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {Failure} from '../../../src/core/failure.js';
import {hostName} from '../../../src/core/model/names.js';
import {etcdClient} from '../../../src/io/etcd/etcd-client.js';
import type {SnapshotFolder} from '../../../src/io/local/snapshots.js';
import type {Command} from '../../../src/io/transport/transport.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/builders/config.js';
import {LEADING_TWO} from './answers.js';

const NO_SNAPSHOTS: SnapshotFolder = {
  keep: async () => Promise.reject(new Error('no snapshot was expected')),
  newest: async () => undefined,
};

const ORIGIN = {clusterName: 'prod', kubernetes: async () => '1.36.3', now: () => new Date(0)};

const members = desire(clusterConfig()).etcd.slice(0, 2);

const hosts = () => members.map(({host}) => host);

test('each member is asked on its own host, with a command that changes nothing', async () => {
  const asked: [string, Command][] = [];
  const port = etcdClient(
    members,
    hosts,
    host =>
      answeringWith(command => {
        asked.push([host, command]);
        return {stdout: LEADING_TWO};
      }),
    {status: 'the script', change: '', reachability: '', snapshot: ''},
    NO_SNAPSHOTS,
    ORIGIN,
  );
  expect(await port.state()).toMatchObject({known: true, value: {is: 'formed'}});
  expect(asked.map(([host, {stdin, changes}]) => [host, stdin, changes])).toEqual([
    ['cp1', 'the script', false],
    ['cp2', 'the script', false],
  ]);
});

test('the state is unknown when an answer is incomplete or missing', async () => {
  const port = etcdClient(
    members,
    hosts,
    host =>
      answeringWith(() => {
        if (host === 'cp2') throw new Failure('hosts/unreachable', 'cp2: no route');
        return {stdout: LEADING_TWO.slice(0, 100), stderr: 'killed'};
      }),
    {status: '', change: '', reachability: '', snapshot: ''},
    NO_SNAPSHOTS,
    ORIGIN,
  );
  expect(await port.state()).toEqual({
    known: false,
    why: 'cannot determine whether an etcd member exists: cp1: the etcd status is incomplete or not understood: killed; cp2: cp2: no route',
  });
});

test('a bug is rethrown, not taken for an unreachable host', async () => {
  const port = etcdClient(
    members,
    hosts,
    () =>
      answeringWith(() => {
        throw new TypeError('a bug');
      }),
    {status: '', change: '', reachability: '', snapshot: ''},
    NO_SNAPSHOTS,
    ORIGIN,
  );
  await expect(port.state()).rejects.toThrow('a bug');
});

test('the hosts to ask are evaluated at each request', async () => {
  const asked: string[] = [];
  let more: readonly string[] = [];
  const port = etcdClient(
    members.slice(0, 1),
    () => ['cp1', ...more].map(hostName),
    host =>
      answeringWith(() => {
        asked.push(host);
        return {stdout: LEADING_TWO};
      }),
    {status: '', change: '', reachability: '', snapshot: ''},
    NO_SNAPSHOTS,
    ORIGIN,
  );
  await port.state();
  more = ['w1'];
  await port.state();
  expect(asked).toEqual(['cp1', 'cp1', 'w1']);
});
