import {describe, expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdState} from '../../../src/core/model/observed.js';
import type {Stage} from '../../../src/core/plan/stage.js';
import {execute} from '../../../src/run/engine/execute.js';
import {machineFacts} from '../../support/builders/facts.js';
import {fakeClock} from '../../support/fake-clock.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const cp2 = {host: hostName('cp2'), peerUrl: 'https://10.0.0.12:2380'};
const stage: Stage = {
  title: 'Add cp2 to etcd as a learner',
  order: 'serial',
  actions: [{kind: 'etcd/add-learner', ...cp2}],
  rollback: [{kind: 'etcd/remove-learner', ...cp2}],
};

const listed = (learner: boolean | undefined): Fact<EtcdState> =>
  known({
    is: 'formed',
    clusterId: etcdId('c1'),
    members:
      learner === undefined
        ? []
        : [{id: etcdId('a2'), name: 'cp2', peerUrl: cp2.peerUrl, learner, healthy: true, leader: false}],
  });

/** An etcd that fails to add a learner, with this state after it, and that can remove learners. */
const refusing = (after: Fact<EtcdState>, error: Error, stop?: AbortController) => {
  const removed: string[] = [];
  let state = listed(undefined);
  const cluster = strictCluster({
    etcd: {
      state: async () => state,
      addLearner: async () => {
        state = after;
        stop?.abort();
        throw error;
      },
      removeLearner: async peerUrl => {
        if (!state.known) throw new Failure('etcd/unreadable', 'etcd cannot be changed');
        removed.push(peerUrl);
        state = listed(undefined);
      },
    },
  });
  const {context} = runOn(cluster, {clock: fakeClock(), ...(stop === undefined ? {} : {signal: stop.signal})});
  return {removed, run: execute([stage], context)};
};
const failure = new Failure('hosts/connection-lost', 'cp2: gone', {suggestions: ['look there']});

describe('a failed stage', () => {
  test('is rolled back, and the message says so', async () => {
    const {removed, run} = refusing(listed(true), failure);
    await expect(run).rejects.toMatchObject({
      code: 'hosts/connection-lost',
      message: expect.stringMatching(/^cp2: gone\nRolled back: .*https:\/\/10\.0\.0\.12:2380/),
      suggestions: ['look there'],
    });
    expect(removed).toEqual([cp2.peerUrl]);
  });

  test('is not rolled back when there is nothing to roll back', async () => {
    for (const after of [listed(false), listed(undefined)]) {
      const {removed, run} = refusing(after, failure);
      await expect(run).rejects.toBe(failure);
      expect(removed).toEqual([]);
    }
  });

  test('is not rolled back when the run is interrupted', async () => {
    const {removed, run} = refusing(listed(true), failure, new AbortController());
    await expect(run).rejects.toBe(failure);
    expect(removed).toEqual([]);
  });

  test('reports a rollback that fails', async () => {
    const {run} = refusing(unknown('no member serves a read'), failure);
    await expect(run).rejects.toMatchObject({
      code: 'hosts/connection-lost',
      message: expect.stringMatching(
        /^cp2: gone\nThe rollback failed: etcd cannot be changed\n.*remove learner https:\/\/10\.0\.0\.12:2380/,
      ),
    });
  });

  test('is not rolled back after a bug', async () => {
    const bug = new TypeError('a bug');
    const {removed, run} = refusing(listed(true), bug);
    await expect(run).rejects.toBe(bug);
    expect(removed).toEqual([]);
  });
});

describe('an upgrade of a serving member', () => {
  const unit = {kind: 'service/run', host: cp2.host, unit: 'etcd.service'} as const;
  const member = (name: string, healthy: boolean) =>
    ({id: etcdId(name), name, peerUrl: `https://${name}:2380`, learner: false, healthy, leader: false}) as const;
  const switching: Stage = {
    title: 'Upgrade etcd on cp2',
    order: 'serial',
    requires: {kind: 'restart', peerUrl: 'https://cp2:2380'},
    actions: [{kind: 'kube/await-api', host: cp2.host, withinSeconds: 0}],
    rollback: [unit],
  };

  test('is not rolled back while another voter is down, because writes would stop', async () => {
    let members = [member('cp1', true), member('cp2', true), member('cp3', true)];
    const stale = new Map([[unit.unit, {active: 'active', enabled: true, fresh: false, reloaded: true}]]);
    const cluster = strictCluster({
      host: () => ({facts: async () => machineFacts({units: stale})}),
      etcd: {state: async () => known({is: 'formed', clusterId: etcdId('c1'), members})},
      kube: {
        ready: async () => {
          members = [member('cp1', true), member('cp2', true), member('cp3', false)];
          throw failure;
        },
      },
    });
    await expect(execute([switching], runOn(cluster, {clock: fakeClock()}).context)).rejects.toMatchObject({
      code: 'hosts/connection-lost',
      message: expect.stringMatching(/^cp2: gone\nNot rolled back: .*cp3/),
    });
  });

  test('that was refused before its first change does not mention a rollback', async () => {
    const members = [member('cp1', true), member('cp2', true), member('cp3', false)];
    const fresh = new Map([[unit.unit, {active: 'active', enabled: true, fresh: true, reloaded: true}]]);
    const cluster = strictCluster({
      host: () => ({facts: async () => machineFacts({units: fresh})}),
      etcd: {state: async () => known({is: 'formed', clusterId: etcdId('c1'), members})},
      kube: {ready: async () => known(false)},
    });
    await expect(execute([switching], runOn(cluster, {clock: fakeClock()}).context)).rejects.toMatchObject({
      code: 'quorum/at-risk',
      message: expect.not.stringContaining('olled back'),
    });
  });
});

const STOPPED = {active: 'inactive', restarts: 0};

test('a rollback reports the last log lines of failing units first', async () => {
  const link = {kind: 'link/put', host: cp2.host, path: '/opt/quorate/bin/etcd'} as const;
  const unit = {kind: 'service/run', host: cp2.host, unit: 'etcd.service'} as const;
  let target = '../etcd/3.6.16/etcd';
  const facts = () =>
    machineFacts({
      links: new Map([[link.path, target]]),
      units: new Map([
        [unit.unit, {active: 'active', enabled: true, fresh: !target.includes('3.7.3'), reloaded: true}],
      ]),
    });
  const cluster = strictCluster({
    host: () => ({
      facts: async () => facts(),
      link: async ([wanted]) => {
        target = wanted!.target;
      },
      run: async () => {
        if (target.includes('3.7.3')) throw failure;
      },
      restarts: async ([name]) =>
        new Map(name === unit.unit ? [[name, {active: 'activating', restarts: 7}]] : [[name!, STOPPED]]),
      lastLogLines: async name => (name === unit.unit ? ['starting', 'panic: no such table'] : ['told to stop']),
    }),
  });
  const upgradeStage: Stage = {
    title: 'Upgrade etcd on cp2',
    order: 'serial',
    actions: [{...link, target: '../etcd/3.7.3/etcd'}, unit, {...unit, unit: 'kube-apiserver.service'}],
    rollback: [{...link, target: '../etcd/3.6.16/etcd'}, unit],
  };
  await expect(execute([upgradeStage], runOn(cluster, {clock: fakeClock()}).context)).rejects.toMatchObject({
    message: [
      'cp2: gone',
      'last log lines of etcd.service on cp2:',
      '  starting',
      '  panic: no such table',
      'Rolled back: link /opt/quorate/bin/etcd to ../etcd/3.6.16/etcd, run etcd.service.',
    ].join('\n'),
  });
  expect(target).toBe('../etcd/3.6.16/etcd');
});
