import {describe, expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {join} from '../../src/workflows/join.js';
import {remove} from '../../src/workflows/remove.js';
import {type UpgradeSettings, upgrade} from '../../src/workflows/upgrade.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

const GIVEN: UpgradeSettings = {
  rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 5},
  available: ['1.36.3', '1.37.2'],
  rollback: false,
  acceptDowntime: false,
};
const TO = {kubernetesVersion: '1.37.2'};

const REFUSED = {code: 'upgrade/plan-stale', level: 'error', message: 'stale', fix: 'plan again'} as const;

async function builtWith(place: (typeof MANAGED_ETCD)[number]) {
  const config = configWith(place, /^(etcd|cp|w)/);
  const before = new Scenario(config);
  const made = before.fresh();
  await before.run(apply, made);
  return {config, before, made, after: new Scenario({...config, ...TO})};
}

const failure = async (run: Promise<unknown>): Promise<Failure> => {
  try {
    await run;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it did not fail');
};

/** The linked version of each program on each host. */
const inUse = ({world}: MemoryCluster): ReadonlyMap<string, string> =>
  new Map(
    [...world.disks].flatMap(([host, disk]) =>
      ['etcd', 'kube-apiserver', 'kubelet'].flatMap(name => {
        const target = disk.links.get(`/opt/quorate/bin/${name}`);
        return target === undefined ? [] : [[`${host} ${name}`, target.split('/')[2]!] as const];
      }),
    ),
  );

describe.each(MANAGED_ETCD)('an upgrade, %s etcd,', place => {
  test('links every program to its new version, and a second upgrade changes nothing', async () => {
    const {made, after} = await builtWith(place);
    const cluster = after.over(made);
    const {ran} = await after.run(upgrade(GIVEN), cluster);
    expect(ran).toBe(true);
    expect(new Set([...inUse(cluster)].map(([what, version]) => `${what.split(' ')[1]} ${version}`))).toEqual(
      new Set(['etcd 3.7.3', 'kube-apiserver 1.37.2', 'kubelet 1.37.2']),
    );
    expect(await after.run(upgrade(GIVEN), cluster.newProcess())).toMatchObject({ran: false});
    expect(await after.run(apply, cluster.newProcess())).toMatchObject({ran: false});
  });

  test('completes when a run killed at any operation is run again', {timeout: 600_000}, async () => {
    const {made, after} = await builtWith(place);
    const {tried, diverged} = await after.everyKill(upgrade(GIVEN), after.over(made));
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(40);
  });
});

test('the configuration is written once all checks passed, also when no host changes, and never by a dry run', async () => {
  const {made, after, before} = await builtWith('stacked');
  const written: string[] = [];
  const beforeFirstChange = async () => void written.push('written');
  const cluster = after.over(made);
  await after.run(upgrade({...GIVEN, beforeFirstChange}), cluster, {dryRun: true});
  await failure(after.run(upgrade({...GIVEN, beforeFirstChange, checkPlan: () => [REFUSED]}), cluster));
  expect(written).toEqual([]);
  await after.run(upgrade({...GIVEN, beforeFirstChange}), cluster);
  expect(written).toEqual(['written']);
  await before.run(upgrade({...GIVEN, beforeFirstChange}), before.over(made));
  expect(written).toEqual(['written', 'written']);
});

describe('while the configured versions differ from those in use', () => {
  test('apply and join are refused and name `quorate upgrade plan`', async () => {
    const {made, after} = await builtWith('stacked');
    const cluster = after.over(made);
    for (const verb of [apply, join([])])
      expect(await failure(after.run(verb, cluster))).toMatchObject({
        code: 'refused/findings',
        message: expect.stringMatching(/\[ERROR version\/differs\]: .*1\.36\.3.*1\.37\.2/),
        suggestions: expect.arrayContaining([expect.stringContaining('quorate upgrade plan')]),
      });
    expect(cluster.operations).toEqual([]);
  });

  test('a host is removed, and the versions of the others do not change', async () => {
    const {made, after} = await builtWith('stacked');
    const cluster = after.over(made);
    const versions = inUse(cluster);
    const removed = after.desired.nodes.at(-1)!.host;
    const removal = {hosts: [removed], lost: new Set<never>(), drainSeconds: 60, acceptReducedTolerance: false};
    await after.run(remove(removal), cluster);
    for (const [what, version] of inUse(cluster)) expect(versions.get(what)).toBe(version);
  });
});

describe.each(MANAGED_ETCD)('the last member of a minor, %s etcd,', place => {
  const etcdOf = (cluster: MemoryCluster) => [...inUse(cluster)].filter(([what]) => what.endsWith(' etcd'));

  test('keeps the new version when it serves and something else fails after it', async () => {
    const {made, after} = await builtWith(place);
    const cluster = after.over(made);
    let started = 0;
    const last = [...after.desired.etcd].length;
    const run = after.run(upgrade(GIVEN), cluster, {
      report: event => {
        if (event.type !== 'stage-started' || !event.title.startsWith('Upgrade etcd')) return;
        // One of the members hangs when all of them have the new version.
        if (++started === last) cluster.world.afterStart = host => cluster.world.unresponsive.add(host);
      },
    });
    cluster.world.mayLoseQuorum = true;
    const error = await failure(run);
    expect(error.code).toBe('timeout/condition');
    cluster.world.unresponsive.clear();
    cluster.world.afterStart = undefined;
    await after.run(upgrade(GIVEN), cluster);
    expect(new Set(etcdOf(cluster).map(([, version]) => version))).toEqual(new Set(['3.7.3']));
  });

  test('that was put back to the old version, and does not start, is started by upgrade and by nothing that lowers it', async () => {
    const {made, after, before} = await builtWith(place);
    const cluster = after.over(made);
    await after.run(upgrade(GIVEN), cluster);
    const {host} = after.desired.etcd.at(-1)!;
    const link = {path: '/opt/quorate/bin/etcd', target: '../etcd/3.6.16/bin/etcd'};
    await cluster.host(host).link([link]);
    await cluster.host(host).run(['etcd.service']);
    expect(cluster.world.disk(host).active('etcd.service')).toBe('activating');

    const refused = await failure(after.run(apply, after.over(cluster)));
    expect(refused.suggestions.join()).toContain('quorate upgrade');
    const old = before.over(cluster);
    const abort = await failure(before.run(upgrade({...GIVEN, rollback: true}), old));
    expect(abort.suggestions.join()).toContain('quorate upgrade --continue');
    await after.run(upgrade(GIVEN), cluster);
    expect(cluster.world.disk(host).active('etcd.service')).toBe('active');
    expect(await after.run(apply, cluster)).toMatchObject({ran: false});
  });
});

test('a single member that was put back to the old version is started by upgrade', async () => {
  const config = configWith('stacked', /^cp1$/);
  const [before, after] = [new Scenario(config), new Scenario({...config, ...TO})];
  const made = before.fresh();
  made.world.mayLoseQuorum = true;
  await before.run(apply, made);
  const cluster = after.over(made);
  await after.run(upgrade({...GIVEN, acceptDowntime: true}), cluster, {acceptDowntime: true});
  const cp1 = hostName('cp1');
  await cluster.host(cp1).link([{path: '/opt/quorate/bin/etcd', target: '../etcd/3.6.16/bin/etcd'}]);
  await cluster.host(cp1).run(['etcd.service']);
  expect(cluster.world.hasQuorum()).toBe(false);
  await after.run(upgrade({...GIVEN, acceptDowntime: true}), cluster, {acceptDowntime: true});
  expect(cluster.world.hasQuorum()).toBe(true);
  expect(await after.run(apply, cluster)).toMatchObject({ran: false});
});
