import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {hostName} from '../../src/core/model/names.js';
import type {Event} from '../../src/run/report/event.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {clusterConfig} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';

const cp2 = hostName('cp2');
const {hosts} = clusterConfig('stacked');
const two = new Scenario(clusterConfig('stacked', {hosts: hosts.filter(({name}) => ['cp1', 'cp2'].includes(name))}));
let cluster: MemoryCluster;
let undisturbed: string;

beforeEach(async () => {
  cluster = two.fresh();
  await two.run(init, cluster);
  const other = cluster.newProcess();
  await two.run(apply, other);
  undisturbed = other.world.picture();
  vi.useFakeTimers({toFake: ['performance']});
});
afterEach(() => {
  vi.useRealTimers();
});

/** A run in which every wait lasts five minutes. */
const grow = (at: (event: Event) => void = () => {}) =>
  two.run(apply, cluster, {
    report: event => {
      if (event.type === 'waiting') vi.advanceTimersByTime(300_000);
      at(event);
    },
  });

const members = () =>
  cluster.world.membership!.members.map(({host, learner}) => `${host}${learner ? ', a learner' : ''}`);
const idOf = () => cluster.world.membership!.members.find(({host}) => host === cp2)?.id;

async function recovered(): Promise<string> {
  cluster.world.unresponsive.clear();
  await two.run(apply, cluster);
  return cluster.world.picture();
}

test('a learner that does not start is removed from etcd, and joins with another id when it is run again', async () => {
  cluster.world.unresponsive.add(cp2);
  await expect(grow()).rejects.toMatchObject({
    code: 'timeout/condition',
    message: expect.stringMatching(/etcd on cp2 to start; .*\n.*remove learner https:\/\/10.0.0.12:2380/),
  });
  expect(members()).toEqual(['cp1']);
  const old = cluster.world.disk(cp2).etcdData?.memberId;
  expect(old).toBeDefined();
  expect(await recovered()).toBe(undisturbed);
  expect(idOf()).not.toBe(old);
});

test('a learner that fails right before its promotion is removed from etcd', async () => {
  const dying = grow(event => {
    if (event.type === 'stage-started' && event.title === 'Promote cp2 to etcd voting member')
      cluster.world.unresponsive.add(cp2);
  });
  await expect(dying).rejects.toMatchObject({code: 'quorum/at-risk'});
  expect(members()).toEqual(['cp1']);
  expect(await recovered()).toBe(undisturbed);
});

test('a learner whose promotion etcd refuses is removed from etcd', async () => {
  const {promote} = cluster.etcd;
  cluster.etcd.promote = async () => {
    throw new Failure('etcd/change-refused', 'etcd refused');
  };
  await expect(grow()).rejects.toMatchObject({code: 'etcd/change-refused'});
  expect(members()).toEqual(['cp1']);
  cluster.etcd.promote = promote;
  expect(await recovered()).toBe(undisturbed);
});

test('a promotion that takes effect after its timeout keeps the voter', async () => {
  const {promote} = cluster.etcd;
  let asked = 0;
  cluster.etcd.promote = async peerUrl => {
    if (asked++ === 0) await promote(peerUrl);
    throw new Failure('etcd/change-not-accepted', 'etcdserver: request timed out');
  };
  await expect(grow()).rejects.toMatchObject({code: 'timeout/condition'});
  expect(members()).toEqual(['cp1', 'cp2']);
  const id = idOf();
  cluster.etcd.promote = promote;
  expect(await recovered()).toBe(undisturbed);
  expect(idOf()).toBe(id);
});

test('a voter keeps its data and its id when the run was killed before its membership was recorded', async () => {
  const left: MemoryCluster[] = [];
  const watched = cluster.newProcess().watched(killed => {
    if (killed.operation.startsWith('etcd: promote') && killed.when === 'sent') left.push(killed.left);
  });
  await two.run(apply, watched);
  cluster = left[0]!;
  expect(cluster.world.disk(cp2).marker()).toMatchObject({state: 'member', memberId: idOf()});
  const id = idOf();
  expect(await recovered()).toBe(undisturbed);
  expect(idOf()).toBe(id);
  expect(cluster.operations.filter(title => title.includes('wipe'))).toEqual([]);
});
