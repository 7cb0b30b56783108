import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {ActionOf} from '../../../src/core/actions/action.js';
import {type Fact, known} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdState} from '../../../src/core/model/observed.js';
import {etcdAwaitInSync} from '../../../src/run/actions/etcd-join.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const learner = {host: hostName('cp2'), peerUrl: 'https://10.0.0.12:2380'};
const action: ActionOf<'etcd/await-in-sync'> = {kind: 'etcd/await-in-sync', ...learner};

const withLearner = (seen: {readonly healthy: boolean; readonly behind?: number}): Fact<EtcdState> =>
  known({
    is: 'formed',
    clusterId: etcdId('c1'),
    members: [
      {id: etcdId('a1'), name: 'cp1', peerUrl: 'https://10.0.0.11:2380', learner: false, healthy: true, leader: true},
      {id: etcdId('a2'), name: 'cp2', peerUrl: learner.peerUrl, learner: true, leader: false, ...seen},
    ],
  });

/** A run in which five minutes pass with every wait. */
const slowRun = (...states: readonly Fact<EtcdState>[]) => {
  let asked = 0;
  const state = async () => states[Math.min(asked++, states.length - 1)]!;
  return runOn(strictCluster({etcd: {state}}), {report: () => vi.advanceTimersByTime(300_000)}).context;
};

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});
afterEach(() => {
  vi.useRealTimers();
});

test('a learner that does not start times out soon, with a command to look at its log', async () => {
  await expect(etcdAwaitInSync.apply([action], slowRun(withLearner({healthy: false})))).rejects.toMatchObject({
    code: 'timeout/condition',
    message: expect.stringContaining('cp2: does not answer'),
    suggestions: [
      expect.stringContaining('journalctl --unit=etcd.service'),
      expect.stringContaining('run the same command again'),
    ],
  });
});

test('a learner that answers is given time to receive the data', async () => {
  const behind = withLearner({healthy: true, behind: 90_000});
  const context = slowRun(behind, behind, withLearner({healthy: true, behind: 3}));
  await expect(etcdAwaitInSync.apply([action], context)).resolves.toBeUndefined();
});
