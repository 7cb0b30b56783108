import {describe, expect, test} from 'vitest';
import type {Code} from '../../src/core/codes/code.js';
import {Failure} from '../../src/core/failure.js';
import {known, unknown} from '../../src/core/model/fact.js';
import {etcdId, type HostName, hostName} from '../../src/core/model/names.js';
import type {HostFacts, ObservedCluster} from '../../src/core/model/observed.js';
import {apply} from '../../src/workflows/apply.js';
import {throwOnErrors} from '../../src/workflows/checks.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {small} from '../scenario/small.js';
import type {MemoryCluster} from '../support/memory-cluster.js';

const [cp1, w1] = [hostName('cp1'), hostName('w1')];

/** The cluster client, with changed observations. */
const observing = (cluster: MemoryCluster, changes: (observed: ObservedCluster) => ObservedCluster): MemoryCluster => {
  const observed = cluster.observed.bind(cluster);
  cluster.observed = async desired => changes(await observed(desired));
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

const scenario = small('stacked');
const failureOf = async (running: Promise<unknown>): Promise<Failure> => {
  const error = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw error ?? new Error('no failure');
};

describe('an unreachable host', () => {
  test('is skipped with a warning when it is a worker that takes no part in the run', async () => {
    const cluster = observing(scenario.fresh(), unreadable(w1));
    const {ran, warnings} = await scenario.run(init, cluster);
    expect(ran).toBe(true);
    expect(warnings).toMatchObject([{code: 'hosts/skipped', level: 'warning', message: expect.stringContaining('w1')}]);
    expect(cluster.operations.filter(operation => operation.startsWith('w1'))).toEqual([]);
  });

  test('is an error when it joins', async () => {
    const cluster = scenario.fresh();
    await scenario.run(init, cluster);
    const failure = await failureOf(scenario.run(join([w1]), observing(cluster.newProcess(), unreadable(w1))));
    expect(failure).toMatchObject({code: 'hosts/unreadable', message: expect.stringContaining('w1: no route')});
  });

  test('is an error when it is a control plane that takes no part in the run, because it may have the keys', async () => {
    const cluster = observing(scenario.fresh(), unreadable(cp1));
    const failure = await failureOf(scenario.run(join([w1]), cluster));
    expect(failure).toMatchObject({code: 'hosts/unreadable', message: expect.stringContaining('cp1: no route')});
    expect(cluster.operations).toEqual([]);
  });

  test('is reported with all other unreachable hosts and their suggestions', async () => {
    const cluster = observing(scenario.fresh(), unreadable(cp1, w1));
    const trouble = (name: HostName) =>
      new Failure('hosts/unreachable', `${name}: no route`, {suggestions: ['check the network', `ping ${name}`]});
    const failing = Object.assign(cluster, {troubleWith: trouble});
    expect(await failureOf(scenario.run(join([w1]), failing))).toMatchObject({
      code: 'hosts/some-failed',
      message: 'cp1: no route\nw1: no route',
      suggestions: [
        'check the network',
        'ping cp1',
        'ping w1',
        expect.stringContaining('run the same command again'),
        // Not cp1: without its only control plane a configuration is not valid.
        expect.stringContaining('delete w1 from the configuration'),
      ],
    });
  });
});

describe('preflight', () => {
  const bad = withFacts(cp1, {
    swap: true,
    machineId: '',
    ports: [{port: 6443, address: '0.0.0.0', process: 'nginx'}],
  });

  test('reports all errors at once, with the flag that ignores them', async () => {
    const cluster = observing(scenario.fresh(), bad);
    const failure = await failureOf(scenario.run(init, cluster));
    expect(failure.code).toBe('preflight/findings');
    for (const name of ['Port-6443', 'Swap']) expect(failure.message).toContain(`[ERROR ${name}]: cp1: `);
    expect(failure.suggestions.at(-1)).toMatch(/--ignore-preflight-errors=\S*Port-6443/);
    expect(cluster.operations).toEqual([]);
  });

  test('reports ignored errors as warnings, and the run continues', async () => {
    const cluster = observing(scenario.fresh(), withFacts(cp1, {swap: true}));
    const {ran, warnings} = await scenario.run(init, cluster, {dryRun: true, ignorePreflight: ['Swap']});
    expect(ran).toBe(false);
    expect(warnings).toMatchObject([{code: 'Swap', level: 'warning'}]);
  });
});

describe('nothing is changed', () => {
  test('while the state of etcd is unknown', async () => {
    const cluster = observing(scenario.fresh(), observed => ({...observed, etcd: unknown('cp1: no response')}));
    expect(await failureOf(scenario.run(init, cluster))).toMatchObject({
      code: 'refused/findings',
      message: expect.stringContaining('[ERROR etcd/unreadable]: etcd: cp1: no response'),
    });
    expect(cluster.operations).toEqual([]);
  });

  test('when the CA keys of a running cluster are lost, because new ones would invalidate every certificate', async () => {
    const cluster = scenario.fresh();
    await scenario.run(init, cluster);
    const wiped = cluster.newProcess();
    wiped.world.disk(cp1).files.delete('/etc/kubernetes/pki/ca.key');
    const failure = await failureOf(scenario.run(init, wiped));
    expect(failure.message).toContain('[ERROR pki/secret-lost]');
    expect(wiped.operations).toEqual([]);
  });
});

describe('a second etcd is not bootstrapped', () => {
  test.each([
    ['external', 'stacked'],
    ['stacked', 'external'],
  ] as const)('and has its etcd %s does not get another one %s by a change of the file', async (before, after) => {
    const running = small(before);
    const cluster = running.fresh();
    await running.run(apply, cluster);
    const changed = small(after);
    const moved = changed.fresh();
    const seen = await cluster.observed(running.desired);
    const observed = (fresh: ObservedCluster): ObservedCluster => ({...fresh, apiReady: seen.apiReady});
    expect(await failureOf(changed.run(apply, observing(moved, observed)))).toMatchObject({
      code: 'refused/findings',
      message: expect.stringContaining('[ERROR etcd/elsewhere]: cp1: '),
    });
    expect(moved.operations).toEqual([]);
  });

  test.each(['learner', 'member', 'leaving'] as const)(
    'when a host that the configuration does not name as a member has a marker with the state %s',
    async state => {
      const marked = withFacts(cp1, {etcdMarker: {state, clusterId: etcdId('aa'), memberId: etcdId('1')}});
      const elsewhere = small('external');
      const cluster = elsewhere.fresh();
      expect(await failureOf(elsewhere.run(init, observing(cluster, marked)))).toMatchObject({
        message: expect.stringContaining('[ERROR etcd/elsewhere]: cp1: '),
      });
      expect(cluster.operations).toEqual([]);
    },
  );
});

test('errors of which one concerns quorum are thrown with the code quorum/findings', () => {
  const found = (code: Code) => ({code, level: 'error', message: 'an error'}) as const;
  const refused =
    (...codes: readonly Code[]) =>
    () =>
      throwOnErrors('refused', 'upgrade is not possible', codes.map(found));
  expect(refused('upgrade/node-not-ready', 'quorum/member-down')).toThrow(
    expect.objectContaining({code: 'quorum/findings'}),
  );
  expect(refused('upgrade/node-not-ready')).toThrow(expect.objectContaining({code: 'refused/findings'}));
});

test('an alarm of etcd refuses apply and join with the commands that clear it, and nothing is changed', async () => {
  const built = scenario.fresh();
  await scenario.run(init, built);
  const alarmed = (observed: ObservedCluster): ObservedCluster =>
    observed.etcd.known && observed.etcd.value.is === 'formed'
      ? {...observed, etcd: known({...observed.etcd.value, alarms: ['NOSPACE 8e9e05c52164694d']})}
      : observed;
  for (const verb of [apply, join([w1])]) {
    const cluster = observing(built.newProcess(), alarmed);
    expect(await failureOf(scenario.run(verb, cluster))).toMatchObject({
      code: 'quorum/findings',
      message: expect.stringContaining('quorum/etcd-alarm'),
      suggestions: [expect.stringContaining('`quorate etcd alarm disarm`')],
    });
    expect(cluster.operations).toEqual([]);
  }
});
