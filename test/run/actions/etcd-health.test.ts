import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdMember, EtcdState} from '../../../src/core/model/observed.js';
import {systemClock} from '../../../src/io/clock.js';
import {ETCD} from '../../../src/run/actions/etcd.js';
import {etcdAwaitLeader, etcdAwaitMember} from '../../../src/run/actions/etcd-health.js';
import type {Event} from '../../../src/run/report/event.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const cp1 = hostName('cp1');
const member = (name: string, changes: Partial<EtcdMember> = {}): EtcdMember => ({
  id: etcdId(name),
  name,
  peerUrl: `https://${name}:2380`,
  learner: false,
  healthy: true,
  leader: false,
  version: '3.6.16',
  behind: 0,
  ...changes,
});
const formed = (...members: readonly EtcdMember[]): Fact<EtcdState> =>
  known({is: 'formed', clusterId: etcdId('c1'), members});

/** etcd in these states, one after another; the last one stays. */
const etcdIn = (...states: readonly Fact<EtcdState>[]) => {
  let asked = 0;
  return strictCluster({etcd: {state: async () => states[Math.min(asked++, states.length - 1)]!}});
};

/** A run in which some time passes whenever something is waited for. */
const slowRun = (cluster: ReturnType<typeof strictCluster>, passesMs: number) =>
  runOn(cluster, {report: () => vi.advanceTimersByTime(passesMs)}).context;

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});
afterEach(() => {
  vi.useRealTimers();
});

describe('etcd/await-leader', () => {
  const action = {kind: 'etcd/await-leader'} as const;
  const [one, two] = [member('cp1'), member('cp2')];
  const twoDown = member('cp2', {healthy: false});

  test.each([
    ['etcd does not answer', unknown('no route'), 'no route'],
    ['etcd is not bootstrapped', known({is: 'forming'} as const), 'etcd is forming'],
    ['a voter is not healthy', formed(one, twoDown), '1 of 2 voters are healthy'],
  ])('is pending while %s', async (_, state, because) => {
    expect(await etcdAwaitLeader.check([action], runOn(etcdIn(state)).context)).toMatchObject([{because}]);
  });

  test('is done when every voter is healthy', async () => {
    expect(await etcdAwaitLeader.check([action], runOn(etcdIn(formed(one, two))).context)).toEqual([]);
  });

  test.each([
    ['by its host', {host: hostName('cp2')}, []],
    ['by its peer URL', {}, []],
    ['by the host, and another one is down', {host: hostName('cp3')}, [{because: '1 of 2 voters are healthy'}]],
  ])('does not wait for a voter on a host that is left out, found %s', async (_, changes, pending) => {
    const down = {...twoDown, ...changes};
    const {context} = runOn(etcdIn(formed(one, down)));
    const etcd = [{host: hostName('cp2'), address: '', peerUrl: 'https://cp2:2380', clientUrl: ''}];
    const desired = {...context.desired, etcd: 'host' in changes ? [] : etcd};
    const left = {...action, without: [hostName('cp2')]};
    expect(await etcdAwaitLeader.check([left], {...context, desired})).toMatchObject(pending);
  });

  test('waits until a restarted member is healthy again', async () => {
    const {context, events} = runOn(etcdIn(formed(one, twoDown), formed(one, two)));
    await etcdAwaitLeader.apply([action], context);
    expect(events).toMatchObject([{type: 'waiting', seen: '1 of 2 voters are healthy'}]);
  });
});

describe('etcd/await-member', () => {
  const action = {kind: 'etcd/await-member', host: cp1, peerUrl: 'https://cp1:2380', version: '3.7.3'} as const;
  const upgraded = member('cp1', {version: '3.7.3'});
  const {version: _, behind: __, ...down} = upgraded;
  const withoutLag = ({behind: ___, ...rest}: EtcdMember): EtcdMember => rest;

  test.each([
    ['cp1 runs 3.6.16, 2 of 2 voters are healthy', formed(member('cp1'), member('cp2'))],
    ['cp1 does not answer, 1 of 2 voters are healthy', formed({...down, healthy: false}, member('cp2'))],
    [
      'cp1 runs 3.7.3 and fails linearizable reads (no leader), 1 of 2 voters are healthy',
      formed({...upgraded, healthy: false, why: 'no leader'}, member('cp2')),
    ],
    [
      'cp1 runs 3.7.3, 2 of 2 voters are healthy, cp1 is 900 entries behind',
      formed({...upgraded, behind: 900}, member('cp2')),
    ],
    ['cp1 is not in the member list, 1 of 1 voters are healthy', formed(member('cp2'))],
    ['etcd is forming', known({is: 'forming'} as const)],
    ['no member serves a read', unknown('no member serves a read')],
  ])('is pending and times out while: %s', async (seen, found) => {
    const cluster = etcdIn(found);
    expect(await etcdAwaitMember.check([action], runOn(cluster).context)).toMatchObject([{because: seen}]);
    await expect(etcdAwaitMember.apply([action], slowRun(cluster, 60_000))).rejects.toMatchObject({
      code: 'timeout/condition',
      message: expect.stringContaining(seen),
    });
  });

  test('times out while another voter has not caught up', async () => {
    const seen = 'cp1 runs 3.7.3, 2 of 2 voters are healthy, replication lag of cp2 unknown';
    const cluster = strictCluster({etcd: {state: async () => formed(upgraded, withoutLag(member('cp2')))}});
    await expect(etcdAwaitMember.apply([action], slowRun(cluster, 60_000))).rejects.toMatchObject({
      code: 'timeout/condition',
      message: expect.stringContaining(seen),
    });
  });

  test.each([['cp1 runs 3.7.3, 1 of 2 voters are healthy', formed(upgraded, member('cp2', {healthy: false}))]])(
    'is done with a warning when another voter stays down: %s',
    async (seen, found) => {
      const cluster = etcdIn(found);
      const events: Event[] = [];
      const report = (event: Event) => {
        events.push(event);
        vi.advanceTimersByTime(60_000);
      };
      const {context} = runOn(cluster, {report});
      expect(await etcdAwaitMember.check([action], context)).toMatchObject([{because: seen}]);
      await etcdAwaitMember.apply([action], context);
      expect(events.filter(({type}) => type === 'finding')).toEqual([
        {type: 'finding', finding: {code: 'quorum/voter-missing', level: 'warning', message: seen}},
      ]);
    },
  );

  test('is done when the member serves in its new version and every voter has caught up', async () => {
    const states = [formed(member('cp1'), member('cp2')), formed(upgraded, member('cp2'))];
    const cluster = strictCluster({etcd: {state: async () => states.shift() ?? formed(upgraded, member('cp2'))}});
    await etcdAwaitMember.apply([action], slowRun(cluster, 10));
    expect(await etcdAwaitMember.check([action], runOn(cluster).context)).toEqual([]);
  });
});

describe('etcd/snapshot', () => {
  test.each([
    ['there is no snapshot', undefined, ['there is no snapshot']],
    ['the newest snapshot is older than 15 minutes', '11:44:59', [expect.stringContaining('T11:44:59')]],
    ['a snapshot is from the last 15 minutes', '11:46:00', []],
  ])('is pending unless the last snapshot is recent: %s', async (_, time, because) => {
    const takenAt = new Date(`2026-11-26T${time}Z`);
    const newest = time === undefined ? undefined : {path: '/kept', takenAt, bytes: 1, revision: '1'};
    const cluster = strictCluster({etcd: {newestSnapshot: async () => newest}});
    const {context} = runOn(cluster, {clock: {...systemClock, now: () => new Date('2026-11-26T12:00:00Z')}});
    const pending = await ETCD['etcd/snapshot'].check([{kind: 'etcd/snapshot'}], context);
    expect(pending.map(each => each.because)).toEqual(because);
  });
});
