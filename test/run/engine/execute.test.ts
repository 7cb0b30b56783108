import {describe, expect, test} from 'vitest';
import type {Action} from '../../../src/core/actions/action.js';
import {Failure} from '../../../src/core/failure.js';
import {sha256} from '../../../src/core/model/digest.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, type HostName, hostName} from '../../../src/core/model/names.js';
import type {EtcdMember} from '../../../src/core/model/observed.js';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import type {Stage} from '../../../src/core/plan/stage.js';
import type {HostClient} from '../../../src/ports/host.js';
import type {CertificateIssuer} from '../../../src/ports/issuer.js';
import {execute} from '../../../src/run/engine/execute.js';
import {cachingFacts} from '../../../src/run/engine/fact-cache.js';
import {machineFacts} from '../../support/builders/facts.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const [cp1, cp2] = [hostName('cp1'), hostName('cp2')];
const make = (host: HostName, path: string): Action => ({kind: 'directory/make', host, path, mode: '755'});
const link = (host: HostName, path: string): Action => ({kind: 'link/put', host, path, target: '/opt/it'});
const stage = (title: string, order: Stage['order'], ...actions: readonly Action[]): Stage => ({title, order, actions});

interface Behaviour {
  /** What happens before an operation takes effect. */
  readonly before?: (operation: string) => Promise<void> | void;
  /** Operations that succeed without an effect. */
  readonly idle?: RegExp;
}

/** Hosts that make directories and links, and record the operations. */
const recording = ({before = () => {}, idle}: Behaviour = {}) => {
  const operations: string[] = [];
  const looks: HostName[] = [];
  const directories = new Map<string, {empty: boolean; mode: string; owner: string}>();
  const links = new Map<string, string>();
  const host = (name: HostName): Partial<HostClient> => {
    const told = async (what: string, effect: () => void) => {
      const operation = `${name} ${what}`;
      operations.push(operation);
      await before(operation);
      if (idle?.test(operation) !== true) effect();
    };
    const here = <T>(all: ReadonlyMap<string, T>) =>
      new Map([...all].flatMap(([key, value]) => (key.startsWith(name) ? [[key.slice(name.length), value]] : [])));
    return {
      facts: async () => {
        looks.push(name);
        return machineFacts({directories: here(directories), links: here(links)});
      },
      put: all => told(`put ${all.map(({path}) => path).join(' ')}`, () => {}),
      run: all => told(`run ${all.join(' ')}`, () => {}),
      makeDirectories: all =>
        told(`make ${all.map(({path}) => path).join(' ')}`, () => {
          for (const {path, mode} of all) directories.set(name + path, {empty: true, mode, owner: 'root:root'});
        }),
      link: all =>
        told(`link ${all.map(({path}) => path).join(' ')}`, () => {
          for (const {path, target} of all) links.set(name + path, target);
        }),
    };
  };
  return {operations, looks, host};
};

describe('a plan', () => {
  test('is executed stage after stage, and each stage is reported', async () => {
    const {operations, host} = recording();
    const {context, events} = runOn(strictCluster({host}));
    const plan = [stage('One', 'parallel', make(cp1, '/a')), stage('Two', 'parallel', make(cp1, '/b'))];
    await execute(plan, context);
    expect(operations).toEqual(['cp1 make /a', 'cp1 make /b']);
    expect(events.map(event => ('title' in event ? `${event.type} ${event.title}` : event.type))).toEqual([
      'stage-started One',
      'actions-started',
      'actions-done',
      'stage-done One',
      'stage-started Two',
      'actions-started',
      'actions-done',
      'stage-done Two',
    ]);
  });

  test('sends consecutive actions of one kind in one round trip, in their order', async () => {
    const {operations, host} = recording();
    const actions = [make(cp1, '/a'), make(cp1, '/b'), link(cp1, '/l'), make(cp1, '/c')];
    await execute([stage('One', 'parallel', ...actions)], runOn(strictCluster({host})).context);
    expect(operations).toEqual(['cp1 make /a /b', 'cp1 link /l', 'cp1 make /c']);
  });

  test('changes nothing when it is executed again', async () => {
    const {operations, host} = recording();
    const {context, events} = runOn(strictCluster({host}));
    const plan = [stage('One', 'parallel', make(cp1, '/a'), link(cp1, '/l'))];
    await execute(plan, context);
    await execute(plan, context);
    expect(operations).toHaveLength(2);
    expect(events.filter(({type}) => type === 'actions-started')).toHaveLength(2);
  });

  test('applies only the actions that are pending on the live host', async () => {
    const {operations, host} = recording();
    const {context} = runOn(strictCluster({host}));
    await execute([stage('One', 'parallel', make(cp1, '/a'))], context);
    await execute([stage('Two', 'parallel', make(cp1, '/a'), make(cp1, '/b'))], context);
    expect(operations).toEqual(['cp1 make /a', 'cp1 make /b']);
  });
});

describe('an installation', () => {
  /** Hosts with cached facts, as in a run. */
  const run = (behaviour: Behaviour = {}) => {
    const recorded = recording(behaviour);
    const question = () => ({
      ...EMPTY_QUERY,
      paths: ['/a', '/b', '/c', '/l', '/ca.crt'],
      units: ['etcd.service'],
    });
    return {...recorded, ...runOn(cachingFacts(strictCluster({host: recorded.host}), question, new Map()))};
  };

  test('reads the facts of a host once before and once after all of its stages', async () => {
    const {operations, looks, context} = run();
    const plan = [
      stage('One', 'parallel', make(cp1, '/a'), make(cp2, '/a')),
      stage('Two', 'parallel', make(cp1, '/b'), link(cp1, '/l'), link(cp2, '/l')),
    ];
    await execute(plan, context);
    expect(looks.toSorted()).toEqual([cp1, cp1, cp2, cp2]);
    expect(operations.filter(operation => operation.startsWith('cp1'))).toEqual([
      'cp1 make /a',
      'cp1 make /b',
      'cp1 link /l',
    ]);
  });

  test('is verified before anything starts', async () => {
    const {operations, context} = run({idle: /link/});
    const plan = [
      stage('One', 'parallel', link(cp1, '/l')),
      stage('Two', 'parallel', {kind: 'service/run', host: cp1, unit: 'etcd.service'}),
    ];
    await expect(execute(plan, context)).rejects.toMatchObject({code: 'run/verification-failed'});
    expect(operations).toEqual(['cp1 link /l']);
  });

  test('sends files of neighbouring kinds in one round trip, in order', async () => {
    const {operations, context} = run();
    const put = (path: string): Action => ({
      kind: 'file/put',
      host: cp1,
      path,
      mode: '644',
      digest: sha256(''),
      text: '',
    });
    const trust: Action = {kind: 'ca-cert/put', host: cp1, ca: 'ca', path: '/ca.crt'};
    const keys: CertificateIssuer = {...context.keys, caCert: async () => 'a certificate'};
    const plan = [stage('One', 'parallel', trust, put('/a'), put('/b'), link(cp1, '/l'), put('/c'))];
    await expect(execute(plan, {...context, keys})).rejects.toMatchObject({code: 'run/verification-failed'});
    expect(operations).toEqual(['cp1 put /ca.crt /a /b', 'cp1 link /l', 'cp1 put /c']);
  });
});

describe('hosts of a parallel stage', () => {
  test('run in parallel', async () => {
    let meet = () => {};
    const met = new Promise<void>(resolve => {
      meet = resolve;
    });
    // The first operation of each host ends only when that of the other has started: in sequence this would never end.
    let begun = 0;
    const before = (operation: string) => {
      if (!operation.endsWith('make /a')) return;
      if (++begun === 2) meet();
      return met;
    };
    const {operations, host} = recording({before});
    const actions = [make(cp1, '/a'), link(cp1, '/l'), make(cp2, '/a'), link(cp2, '/l')];
    await execute([stage('One', 'parallel', ...actions)], runOn(strictCluster({host})).context);
    expect(operations.slice(0, 2).sort()).toEqual(['cp1 make /a', 'cp2 make /a']);
  });

  test('run one after another in a serial stage', async () => {
    const {operations, host} = recording();
    const actions = [make(cp1, '/a'), make(cp2, '/a'), make(cp1, '/b')];
    await execute([stage('One', 'serial', ...actions)], runOn(strictCluster({host})).context);
    expect(operations).toEqual(['cp1 make /a', 'cp2 make /a', 'cp1 make /b']);
  });

  test('that fail are reported together when the others have finished, and no further stage starts', async () => {
    const before = (operation: string) => {
      if (/^(cp1|cp2) make/.test(operation)) throw new Failure('hosts/disk-full', `${operation}: the disk is full`);
    };
    const {operations, host} = recording({before});
    const w1 = hostName('w1');
    const plan = [
      stage('One', 'parallel', make(cp1, '/a'), link(cp1, '/l'), make(cp2, '/a'), make(w1, '/w'), link(w1, '/l')),
      stage('Two', 'parallel', make(w1, '/x')),
    ];
    await expect(execute(plan, runOn(strictCluster({host})).context)).rejects.toMatchObject({
      code: 'hosts/some-failed',
      message: 'One: 2 hosts failed\n  cp1 make /a: the disk is full\n  cp2 make /a: the disk is full',
    });
    expect(operations.filter(operation => operation.startsWith('w1'))).toEqual(['w1 make /w', 'w1 link /l']);
    expect(operations).not.toContain('cp1 link /l');
  });
});

test('each host of a parallel stage, and of stages side by side, is reported when it is done, and none that failed', async () => {
  const w1 = hostName('w1');
  const failing = {
    before: (operation: string) => {
      if (operation.startsWith('w1 make /b')) throw new Failure('hosts/disk-full', 'w1: the disk is full');
    },
  };
  const {host} = recording(failing);
  const {context, events} = runOn(strictCluster({host}));
  const window = {name: 'nodes', width: 1};
  const plan = [
    stage('One', 'parallel', make(cp1, '/a'), make(cp2, '/a')),
    stage('Alone', 'parallel', make(cp1, '/c')),
    {...stage('Change cp2', 'serial', make(cp2, '/b')), window},
    {...stage('Change w1', 'serial', make(w1, '/b')), window},
  ];
  await expect(execute(plan, context)).rejects.toMatchObject({code: 'hosts/disk-full'});
  const one = {title: 'One', size: 2, hosts: [cp1, cp2]};
  const change = (name: HostName) => ({title: 'nodes, 1 at a time', size: 2, hosts: [name]});
  expect(events.flatMap(event => (event.type === 'stage-started' ? [event.fleet] : []))).toEqual([
    one,
    undefined,
    change(cp2),
    change(w1),
  ]);
  expect(events.filter(({type}) => type === 'host-done')).toEqual([
    {type: 'host-done', host: cp1, fleet: one.title},
    {type: 'host-done', host: cp2, fleet: one.title},
    {type: 'host-done', host: cp2, fleet: change(cp2).title},
  ]);
});

test('an unverifiable action is applied once and not verified', async () => {
  const tried: string[] = [];
  const verifyBinaries: HostClient['verifyBinaries'] = async all => void tried.push(...all.map(({path}) => path));
  const attempt: Action = {kind: 'binary/verify', host: cp1, path: '/opt/a', version: '1.0.0'};
  const {context, events} = runOn(strictCluster({host: () => ({verifyBinaries})}));
  await execute([stage('Verify', 'parallel', attempt)], context);
  expect(tried).toEqual(['/opt/a']);
  expect(events.filter(({type}) => type === 'actions-done')).toHaveLength(1);
});

test('a unit that is stopped, changed and started in one stage is checked after each step', async () => {
  let active = 'active';
  const told: string[] = [];
  const links = new Map<string, string>();
  const host: Partial<HostClient> = {
    facts: async () =>
      machineFacts({links, units: new Map([['a.service', {active, enabled: true, fresh: true, reloaded: true}]])}),
    stop: async () => {
      told.push('stop');
      active = 'inactive';
    },
    link: async all => {
      told.push('link');
      for (const {path, target} of all) links.set(path, target);
    },
    run: async () => {
      told.push('run');
      active = 'active';
    },
  };
  const unit = {host: cp1, unit: 'a.service'};
  const stop: Action = {kind: 'service/stop', ...unit};
  const {context} = runOn(strictCluster({host: () => host}));
  await execute([stage('Upgrade', 'serial', stop, link(cp1, '/a'), {kind: 'service/run', ...unit})], context);
  expect(told).toEqual(['stop', 'link', 'run']);
});

test('an action without an effect fails verification, with the host and the reason', async () => {
  const {host} = recording({idle: /make/});
  const executing = execute([stage('One', 'parallel', make(cp1, '/a'))], runOn(strictCluster({host})).context);
  await expect(executing).rejects.toMatchObject({
    code: 'run/verification-failed',
    message: expect.stringMatching(/^cp1: directory\/make: .*\/a/),
  });
});

test('an interrupted run finishes the running action and starts no other', async () => {
  const stop = new AbortController();
  const {operations, host} = recording({before: () => stop.abort()});
  const {context, events} = runOn(strictCluster({host}), {signal: stop.signal});
  const plan = [stage('One', 'serial', make(cp1, '/a'), link(cp1, '/l')), stage('Two', 'serial', make(cp2, '/a'))];
  await expect(execute(plan, context)).rejects.toMatchObject({code: 'interrupted/stopped'});
  expect(operations).toEqual(['cp1 make /a']);
  expect(events.filter(({type}) => type === 'actions-done')).toHaveLength(1);
});

describe('a stage that touches a member', () => {
  const url = (number: number) => `https://10.0.0.1${number}:2380`;
  const members = (...healthy: readonly boolean[]): readonly EtcdMember[] =>
    healthy.map((each, index) => ({
      id: etcdId(`${index + 1}`),
      name: `cp${index + 1}`,
      peerUrl: url(index + 1),
      learner: false,
      healthy: each,
      leader: index === 0,
    }));
  const touching: Stage = {
    ...stage('Restart etcd on cp1', 'serial', make(cp1, '/a')),
    requires: {kind: 'restart', peerUrl: url(1)},
  };
  const withEtcd = (...states: readonly (readonly EtcdMember[] | string)[]) => {
    const {operations, host} = recording();
    let asked = 0;
    const state = async () => {
      const now = states[Math.min(asked++, states.length - 1)]!;
      return typeof now === 'string'
        ? unknown(now)
        : known({is: 'formed', clusterId: etcdId('1'), members: now} as const);
    };
    const answering = (name: HostName) => ({...host(name), restarts: async () => new Map()});
    return {operations, ...runOn(strictCluster({host: answering, etcd: {state}}))};
  };

  test('starts when the other members have quorum', async () => {
    const {operations, context} = withEtcd(members(true, true, true));
    await execute([touching], context);
    expect(operations).toEqual(['cp1 make /a']);
  });

  test('is refused with the arithmetic when they have not', async () => {
    const {operations, context} = withEtcd(members(true, false, true));
    await expect(execute([touching], context)).rejects.toMatchObject({
      code: 'quorum/at-risk',
      message: expect.stringMatching(/^Restart etcd on cp1 refused: .*cp2.*1 of 3/),
      suggestions: [expect.stringContaining('cp2')],
    });
    expect(operations).toEqual([]);
  });

  test('is refused while the members are unknown', async () => {
    const {operations, context} = withEtcd('no member serves a read');
    await expect(execute([touching], context)).rejects.toMatchObject({
      code: 'quorum/unknown',
      message: expect.stringContaining('no member serves a read'),
    });
    expect(operations).toEqual([]);
  });

  test('is proven when it starts, not when the plan was made', async () => {
    const {operations, context} = withEtcd(members(true, true, true), members(true, false, true));
    const second = {...touching, title: 'Restart etcd on cp3', requires: {kind: 'restart', peerUrl: url(3)} as const};
    await expect(execute([touching, {...second, actions: [make(cp2, '/a')]}], context)).rejects.toMatchObject({
      code: 'quorum/at-risk',
    });
    expect(operations).toEqual(['cp1 make /a']);
  });

  test('needs --accept-downtime when no member can be down, and then warns of the outage', async () => {
    const {events, operations, context} = withEtcd(members(true));
    await expect(execute([touching], context)).rejects.toMatchObject({
      code: 'quorum/at-risk',
      suggestions: [expect.stringContaining('--accept-downtime')],
    });
    expect(operations).toEqual([]);
    await execute([touching], {...context, acceptDowntime: true});
    expect(events).toContainEqual({
      type: 'finding',
      finding: {
        code: 'quorum/outage',
        level: 'warning',
        message: expect.stringContaining('Restart etcd on cp1: '),
      },
    });
  });
});
