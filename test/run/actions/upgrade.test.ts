import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdMember, EtcdState, HostFacts, KubeState, NodeFact} from '../../../src/core/model/observed.js';
import {systemClock} from '../../../src/io/clock.js';
import type {UnitRestarts} from '../../../src/ports/host.js';
import {serviceAwaitSteady} from '../../../src/run/actions/await-stable.js';
import {etcdAwaitMember, etcdSnapshot} from '../../../src/run/actions/etcd-health.js';
import {nodeAwaitReady} from '../../../src/run/actions/kube.js';
import {nodeCordon, nodeUncordon} from '../../../src/run/actions/node-cordon.js';
import {serviceStop} from '../../../src/run/actions/services.js';
import {etcdTry, programTry} from '../../../src/run/actions/smoke-test.js';
import type {Event} from '../../../src/run/report/event.js';
import {strictCluster} from '../../support/strict-site.js';
import {runOn} from '../context.js';

const [cp1, cp2] = [hostName('cp1'), hostName('cp2')];
const unit = 'etcd.service';

/** A run in which some time passes whenever something is waited for. */
const slowRun = (cluster: ReturnType<typeof strictCluster>, passesMs: number) =>
  runOn(cluster, {report: () => vi.advanceTimersByTime(passesMs)}).context;

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});
afterEach(() => {
  vi.useRealTimers();
});

describe('stopping a unit', () => {
  const action = {kind: 'service/stop', host: cp1, unit} as const;
  const found = (active?: string) =>
    strictCluster({
      host: () => ({
        facts: async () =>
          ({
            units: new Map(active === undefined ? [] : [[unit, {active, enabled: true, fresh: true, reloaded: true}]]),
          }) as unknown as HostFacts,
      }),
    });

  test.each([
    ['active', 1],
    ['activating', 1],
    ['deactivating', 1],
    ['reloading', 1],
    ['inactive', 0],
    ['failed', 0],
    [undefined, 0],
  ])('is due while it may hold something: %s', async (active, due) => {
    expect(await serviceStop.check([action], runOn(found(active)).context)).toHaveLength(due);
  });
});

describe('a service is steady', () => {
  const action = {kind: 'service/await-stable', host: cp1, unit} as const;
  /** Looks of half a second each; the last of them from then on. */
  const waiting = (looks: readonly (UnitRestarts | undefined)[], passesMs = 500) => {
    let at = 0;
    const restarts = async () => {
      const look = looks[Math.min(at++, looks.length - 1)];
      return new Map(look ? [[unit, look]] : []);
    };
    const cluster = strictCluster({
      host: () => ({restarts, lastLogLines: async () => ['starting', 'panic: no such table']}),
    });
    return {done: serviceAwaitSteady.apply([action], slowRun(cluster, passesMs)), looks: () => at};
  };
  const up = (restarts: number, activeSeconds = 0) => ({active: 'active', restarts, activeSeconds});
  const down = (restarts: number) => ({active: 'activating', restarts});

  test('when it has run for two seconds, and not at a glance', async () => {
    const {done, looks} = waiting([up(0, 0), up(0, 1), up(0, 2)]);
    await done;
    expect(looks()).toBe(3);
    const cluster = strictCluster({host: () => ({restarts: async () => new Map([[unit, up(0, 1)]])})});
    expect(await serviceAwaitSteady.check([action], runOn(cluster).context)).toMatchObject([{action}]);
  });

  test('from when it ended last', async () => {
    const {done, looks} = waiting([up(0, 1), down(1), up(1, 1), up(1, 2)]);
    await done;
    expect(looks()).toBe(4);
  });

  test('never, when it has ended four times: that is said at once, with the last it said', async () => {
    const {done, looks} = waiting([up(0), down(3), down(4)]);
    await expect(done).rejects.toMatchObject({
      code: 'service/crash-loop',
      message:
        'cp1: etcd.service ends again and again: 4 times since it was started; its log ends with: panic: no such table',
      suggestions: ['see why on cp1: `journalctl --unit=etcd.service`'],
    });
    expect(looks()).toBe(3);
  });

  test('whatever ended in its place before: systemd may have started by itself what was just put there', async () => {
    const {done, looks} = waiting([up(7, 1), up(7, 2)]);
    await done;
    expect(looks()).toBe(2);
  });

  test.each([
    ['does not get up', down(0), 'etcd.service is activating, and has ended by itself 0 times since it was started'],
    ['is not there', undefined, 'etcd.service is not installed, and has'],
  ])('not when it %s', async (_, look, seen) => {
    await expect(waiting([look], 31_000).done).rejects.toMatchObject({
      code: 'timeout/condition',
      message: expect.stringContaining(seen),
    });
  });
});

describe('etcd', () => {
  const action = {kind: 'etcd/await-member', host: cp1, peerUrl: 'https://cp1:2380', version: '3.7.3'} as const;
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
  const moved = member('cp1', {version: '3.7.3'});
  const {version: _, behind: __, ...silent} = moved;
  const withoutLag = ({behind: ___, ...rest}: EtcdMember): EtcdMember => rest;
  const state = (...members: readonly EtcdMember[]): Fact<EtcdState> =>
    known({is: 'formed', clusterId: etcdId('c1'), members});

  test.each([
    ['cp1 runs 3.6.16, 2 of 2 voters are healthy', state(member('cp1'), member('cp2'))],
    ['cp1 does not answer, 1 of 2 voters are healthy', state({...silent, healthy: false}, member('cp2'))],
    [
      'cp1 runs 3.7.3 and serves no read (no leader), 1 of 2 voters are healthy',
      state({...moved, healthy: false, why: 'no leader'}, member('cp2')),
    ],
    [
      'cp1 runs 3.7.3, 2 of 2 voters are healthy, cp1 is 900 entries behind',
      state({...moved, behind: 900}, member('cp2')),
    ],
    ['cp1 is not in the member list, 1 of 1 voters are healthy', state(member('cp2'))],
    ['etcd is forming', known({is: 'forming'} as const)],
    ['no member serves a read', unknown('no member serves a read')],
  ])('is awaited with what is seen: %s', async (seen, found) => {
    const cluster = strictCluster({etcd: {state: async () => found}});
    expect(await etcdAwaitMember.check([action], runOn(cluster).context)).toMatchObject([{because: seen}]);
    await expect(etcdAwaitMember.apply([action], slowRun(cluster, 60_000))).rejects.toMatchObject({
      code: 'timeout/condition',
      message: `cp1 to serve reads as etcd 3.7.3: not within 120 s; seen last: ${seen}`,
    });
  });

  test('has not its turn over while another voter has not caught up', async () => {
    const seen = 'cp1 runs 3.7.3, 2 of 2 voters are healthy, how far behind cp2 is is not known';
    const cluster = strictCluster({etcd: {state: async () => state(moved, withoutLag(member('cp2')))}});
    await expect(etcdAwaitMember.apply([action], slowRun(cluster, 60_000))).rejects.toMatchObject({
      code: 'timeout/condition',
      message: `all voters to have caught up with cp1: not within 120 s; seen last: ${seen}`,
    });
  });

  test.each([['cp1 runs 3.7.3, 1 of 2 voters are healthy', state(moved, member('cp2', {healthy: false}))]])(
    'is not taken for unhealthy while another voter is away, which is waited for a while and said: %s',
    async (seen, found) => {
      const cluster = strictCluster({etcd: {state: async () => found}});
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

  test('is there when the member serves as what it is to be, and all others with it', async () => {
    const states = [state(member('cp1'), member('cp2')), state(moved, member('cp2'))];
    const cluster = strictCluster({etcd: {state: async () => states.shift() ?? state(moved, member('cp2'))}});
    await etcdAwaitMember.apply([action], slowRun(cluster, 10));
    expect(await etcdAwaitMember.check([action], runOn(cluster).context)).toEqual([]);
  });

  test.each([
    ['there is none', undefined, ['there is no snapshot of it here']],
    ['the newest is older than a quarter of an hour', '11:44:59', [expect.stringContaining('T11:44:59')]],
    ['there is one of the last minutes', '11:46:00', []],
  ])('needs a snapshot unless %s', async (_, time, because) => {
    const takenAt = new Date(`2026-11-26T${time}Z`);
    const newest = time === undefined ? undefined : {path: '/kept', takenAt, bytes: 1, revision: '1'};
    const cluster = strictCluster({etcd: {newestSnapshot: async () => newest}});
    const {context} = runOn(cluster, {clock: {...systemClock, now: () => new Date('2026-11-26T12:00:00Z')}});
    const due = await etcdSnapshot.check([{kind: 'etcd/snapshot'}], context);
    expect(due.map(each => each.because)).toEqual(because);
  });
});

describe('trying', () => {
  const programs = [
    {kind: 'binary/verify', host: cp1, path: '/opt/a', version: '1.0.0'},
    {kind: 'binary/verify', host: cp1, path: '/opt/b', version: '2.0.0'},
  ] as const;

  test('is always due, and takes nothing but the trying', async () => {
    const tried: unknown[] = [];
    const cluster = strictCluster({
      host: name => ({
        tryPrograms: async all => void tried.push([name, ...all.map(({path}) => path)]),
        tryEtcd: async (path, flags) => void tried.push([name, path, ...flags]),
      }),
    });
    const {context} = runOn(cluster);
    const etcd = {kind: 'etcd/smoke-test', host: cp2, path: '/opt/etcd', flags: ['--a=b']} as const;
    expect([await programTry.check(programs, context), await etcdTry.check([etcd], context)]).toMatchObject([
      [{because: expect.stringContaining('/opt/a')}, {because: expect.stringContaining('/opt/b')}],
      [{because: expect.stringContaining('/opt/etcd')}],
    ]);
    await programTry.apply(programs, context);
    await etcdTry.apply([etcd], context);
    expect(tried).toEqual([
      ['cp1', '/opt/a', '/opt/b'],
      ['cp2', '/opt/etcd', '--a=b'],
    ]);
  });
});

describe('a node', () => {
  const node = (name: string, changes: Partial<NodeFact> = {}): NodeFact => ({
    name,
    ready: true,
    labels: {},
    version: '1.37.2',
    internalIp: '10.0.0.1',
    ...changes,
  });
  const state = (...nodes: readonly NodeFact[]): Fact<KubeState> => known({nodes, objects: new Map()});
  const lookingAt = (found: Fact<KubeState>) => runOn(strictCluster({kube: {state: async () => found}})).context;
  const cordon = {kind: 'node/cordon', host: cp1} as const;
  const release = {kind: 'node/uncordon', host: cp1} as const;

  test.each([
    ['takes new pods', state(node('cp1')), 1, 0],
    ['was cordoned by somebody else', state(node('cp1', {cordoned: true})), 0, 0],
    ['is held', state(node('cp1', {cordoned: true, held: true})), 0, 1],
    ['was uncordoned by hand', state(node('cp1', {held: true})), 1, 1],
    ['is not registered', state(), 1, 0],
  ])('that %s', async (_, found, holds, releases) => {
    expect(await nodeCordon.check([cordon], lookingAt(found))).toHaveLength(holds);
    expect(await nodeUncordon.check([release], lookingAt(found))).toHaveLength(releases);
  });

  test('is not said to be free while the API cannot be asked', async () => {
    const silent = lookingAt(unknown('no API server is ready'));
    await expect(nodeUncordon.check([release], silent)).rejects.toMatchObject({code: 'kube/state-unknown'});
    await expect(nodeCordon.check([cordon], silent)).rejects.toMatchObject({code: 'kube/state-unknown'});
  });

  const ready = [cp1, cp2].map(host => ({kind: 'node/await-ready', host, version: '1.37.2'}) as const);

  test.each([
    ['cp1: its kubelet still says 1.36.3, not 1.37.2', state(node('cp1', {version: '1.36.3'}), node('cp2'))],
    [
      'not Ready: cp2; cp1: its kubelet still says 1.36.3, not 1.37.2',
      state(node('cp1', {version: '1.36.3'}), node('cp2', {ready: false})),
    ],
  ])('is ready only with the kubelet it is to have: %s', async (because, found) => {
    expect(await nodeAwaitReady.check(ready, lookingAt(found))).toMatchObject([{because}, {because}]);
  });

  test('is ready with it', async () => {
    expect(await nodeAwaitReady.check(ready, lookingAt(state(node('cp1'), node('cp2'))))).toEqual([]);
  });
});
