import {describe, expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {unknown} from '../../src/core/model/fact.js';
import {etcdId, type HostName, hostName} from '../../src/core/model/names.js';
import type {HostFacts, ObservedCluster} from '../../src/core/model/observed.js';
import {apply} from '../../src/workflows/apply.js';
import {throwOnErrors} from '../../src/workflows/checks.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {small} from '../scenario/small.js';
import type {MemoryCluster} from '../support/memory-site.js';

const [cp1, w1] = [hostName('cp1'), hostName('w1')];

/** The site, with something else seen whenever somebody looks. */
const seeing = (cluster: MemoryCluster, changes: (observed: ObservedCluster) => ObservedCluster): MemoryCluster => {
  const observe = cluster.observe.bind(cluster);
  cluster.observe = async desired => changes(await observe(desired));
  return cluster;
};

const unreadable =
  (...names: readonly HostName[]) =>
  (observed: ObservedCluster): ObservedCluster => ({
    ...observed,
    hosts: new Map(
      [...observed.hosts].map(([name, facts]) => [name, names.includes(name) ? unknown(`${name}: no route`) : facts]),
    ),
  });

const withFacts =
  (host: HostName, changes: Partial<HostFacts>) =>
  (observed: ObservedCluster): ObservedCluster => ({
    ...observed,
    hosts: new Map(
      [...observed.hosts].map(([name, facts]) => [
        name,
        name === host && facts.known ? {known: true, value: {...facts.value, ...changes}} : facts,
      ]),
    ),
  });

const scenario = small('on the control planes');
const failureOf = async (running: Promise<unknown>): Promise<Failure> => {
  const error = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw error ?? new Error('it did not fail');
};

describe('a host that cannot be read', () => {
  test('is left alone and said so, when it is a worker that takes no part', async () => {
    const cluster = seeing(scenario.fresh(), unreadable(w1));
    const {ran, warnings} = await scenario.run(init, cluster);
    expect(ran).toBe(true);
    expect(warnings).toMatchObject([
      {code: 'hosts/left-alone', level: 'warning', message: expect.stringContaining('w1')},
    ]);
    expect(cluster.operations.filter(operation => operation.startsWith('w1'))).toEqual([]);
  });

  test('is an error when it is to join', async () => {
    const cluster = scenario.fresh();
    await scenario.run(init, cluster);
    const failure = await failureOf(scenario.run(join([w1]), seeing(cluster.reborn(), unreadable(w1))));
    expect(failure).toMatchObject({code: 'hosts/unreadable', message: expect.stringContaining('w1: no route')});
  });

  test('is an error when it is a control plane, though it takes no part: it may hold the keys', async () => {
    const cluster = seeing(scenario.fresh(), unreadable(cp1));
    const failure = await failureOf(scenario.run(join([w1]), cluster));
    expect(failure).toMatchObject({code: 'hosts/unreadable', message: expect.stringContaining('cp1: no route')});
    expect(cluster.operations).toEqual([]);
  });

  test('is told with every other one, and with what each of them suggests', async () => {
    const cluster = seeing(scenario.fresh(), unreadable(cp1, w1));
    const trouble = (name: HostName) =>
      new Failure('hosts/unreachable', `${name}: no route`, {suggestions: ['look at the network', `ping ${name}`]});
    const troubled = Object.assign(cluster, {troubleWith: trouble});
    expect(await failureOf(scenario.run(join([w1]), troubled))).toMatchObject({
      code: 'hosts/some-failed',
      message: 'cp1: no route\nw1: no route',
      suggestions: ['look at the network', 'ping cp1', 'ping w1'],
    });
  });
});

describe('preflight', () => {
  const bad = withFacts(cp1, {
    swap: true,
    machineId: '',
    ports: [{port: 6443, address: '0.0.0.0', process: 'nginx'}],
  });

  test('says every error at once, and how to go on all the same', async () => {
    const cluster = seeing(scenario.fresh(), bad);
    const failure = await failureOf(scenario.run(init, cluster));
    expect(failure.code).toBe('preflight/findings');
    expect(failure.message).toMatch(/^the hosts are not ready for this:\n/);
    for (const name of ['Port-6443', 'Swap']) expect(failure.message).toContain(`[ERROR ${name}]: cp1: `);
    expect(failure.suggestions.at(-1)).toMatch(/^to go on all the same: --ignore-preflight .*Port-6443/);
    expect(cluster.operations).toEqual([]);
  });

  test('goes on with warnings when its errors are to be ignored', async () => {
    const cluster = seeing(scenario.fresh(), withFacts(cp1, {swap: true}));
    const {ran, warnings} = await scenario.run(init, cluster, {dryRun: true, ignorePreflight: ['Swap']});
    expect(ran).toBe(false);
    expect(warnings).toMatchObject([{code: 'Swap', level: 'warning'}]);
  });
});

describe('nothing is done', () => {
  test('while it is not known what etcd there is', async () => {
    const cluster = seeing(scenario.fresh(), observed => ({...observed, etcd: unknown('cp1: etcdctl was cut off')}));
    expect(await failureOf(scenario.run(init, cluster))).toMatchObject({
      code: 'refused/findings',
      message: 'init is not possible now:\n  [ERROR etcd/unreadable]: etcd: cp1: etcdctl was cut off',
    });
    expect(cluster.operations).toEqual([]);
  });

  test('when a formed cluster has lost its keys: new ones would cut off everything', async () => {
    const cluster = scenario.fresh();
    await scenario.run(init, cluster);
    const wiped = cluster.reborn();
    wiped.world.disk(cp1).files.delete('/etc/kubernetes/pki/ca.key');
    const failure = await failureOf(scenario.run(init, wiped));
    expect(failure.message).toContain('[ERROR pki/secret-lost]');
    expect(wiped.operations).toEqual([]);
  });
});

describe('a cluster that runs', () => {
  test.each([
    ['on hosts of its own', 'on the control planes'],
    ['on the control planes', 'on hosts of its own'],
  ] as const)('and has its etcd %s does not get another one %s by a change of the file', async (before, after) => {
    const running = small(before);
    const cluster = running.fresh();
    await running.run(apply, cluster);
    const changed = small(after);
    const moved = changed.fresh();
    const seen = await cluster.observe(running.desired);
    const observed = (fresh: ObservedCluster): ObservedCluster => ({...fresh, apiReady: seen.apiReady});
    expect(await failureOf(changed.run(apply, seeing(moved, observed)))).toMatchObject({
      code: 'refused/findings',
      message: expect.stringContaining('[ERROR etcd/elsewhere]: cp1: its API server is ready'),
    });
    expect(moved.operations).toEqual([]);
  });

  test.each(['learner', 'member', 'leaving'] as const)(
    'with its API servers down is known by a %s that the file does not name',
    async state => {
      const marked = withFacts(cp1, {etcdMarker: {state, clusterId: etcdId('aa'), memberId: etcdId('1')}});
      const elsewhere = small('on hosts of its own');
      const cluster = elsewhere.fresh();
      expect(await failureOf(elsewhere.run(init, seeing(cluster, marked)))).toMatchObject({
        message: expect.stringContaining('[ERROR etcd/elsewhere]: cp1: holds a member of etcd'),
      });
      expect(cluster.operations).toEqual([]);
    },
  );
});

test('what quorum speaks against is a matter of quorum, whatever else is in the way', () => {
  const found = (code: string) => ({code, level: 'error', message: 'one short'}) as const;
  const refused =
    (...codes: readonly string[]) =>
    () =>
      throwOnErrors('refused', 'upgrade is not possible now', codes.map(found));
  expect(refused('upgrade/node-not-ready', 'quorum/member-down')).toThrow(
    expect.objectContaining({code: 'quorum/findings'}),
  );
  expect(refused('upgrade/node-not-ready')).toThrow(expect.objectContaining({code: 'refused/findings'}));
});
