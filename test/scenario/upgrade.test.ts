import {describe, expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {apply} from '../../src/workflows/apply.js';
import {join} from '../../src/workflows/join.js';
import {remove} from '../../src/workflows/remove.js';
import {type Upgrading, upgrade} from '../../src/workflows/upgrade.js';
import type {MemoryCluster} from '../support/memory-site.js';
import {Scenario} from './run.js';
import {configWith, OWN} from './small.js';

const GIVEN: Upgrading = {
  rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 5},
  available: ['1.36.3', '1.37.2'],
  rollback: false,
  acceptDowntime: false,
};
const TO = {kubernetesVersion: '1.37.2'};

const REFUSED = {code: 'upgrade/plan-stale', level: 'error', message: 'it has moved', fix: 'look again'} as const;

async function brought(place: (typeof OWN)[number]) {
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

/** What every host runs, by program. */
const inUse = ({world}: MemoryCluster): ReadonlyMap<string, string> =>
  new Map(
    [...world.disks].flatMap(([host, disk]) =>
      ['etcd', 'kube-apiserver', 'kubelet'].flatMap(name => {
        const target = disk.links.get(`/opt/quorate/bin/${name}`);
        return target === undefined ? [] : [[`${host} ${name}`, target.split('/')[2]!] as const];
      }),
    ),
  );

describe.each(OWN)('an upgrade, etcd %s', place => {
  test('ends with every program in its new version, and a second one has nothing to do', async () => {
    const {made, after} = await brought(place);
    const site = after.over(made);
    const {ran} = await after.run(upgrade(GIVEN), site);
    expect(ran).toBe(true);
    expect(new Set([...inUse(site)].map(([what, version]) => `${what.split(' ')[1]} ${version}`))).toEqual(
      new Set(['etcd 3.7.3', 'kube-apiserver 1.37.2', 'kubelet 1.37.2']),
    );
    expect(await after.run(upgrade(GIVEN), site.reborn())).toMatchObject({ran: false});
    expect(await after.run(apply, site.reborn())).toMatchObject({ran: false});
  });

  test('ends in the same cluster, wherever it was killed', {timeout: 600_000}, async () => {
    const {made, after} = await brought(place);
    const {tried, astray} = await after.everyKill(upgrade(GIVEN), after.over(made));
    expect(astray).toEqual([]);
    expect(tried).toBeGreaterThan(40);
  });
});

test('the configuration is written once all is permitted, also where hosts have nothing to change, and never for a dry run', async () => {
  const {made, after, before} = await brought('on the control planes');
  const written: string[] = [];
  const beforeFirstChange = async () => void written.push('written');
  const site = after.over(made);
  await after.run(upgrade({...GIVEN, beforeFirstChange}), site, {dryRun: true});
  await failure(after.run(upgrade({...GIVEN, beforeFirstChange, checkPlan: () => [REFUSED]}), site));
  expect(written).toEqual([]);
  await after.run(upgrade({...GIVEN, beforeFirstChange}), site);
  expect(written).toEqual(['written']);
  await before.run(upgrade({...GIVEN, beforeFirstChange}), before.over(made));
  expect(written).toEqual(['written', 'written']);
});

describe('while versions are to move', () => {
  test('no other verb moves them, and each says which one does', async () => {
    const {made, after} = await brought('on the control planes');
    const site = after.over(made);
    const said = await failure(after.run(apply, site));
    expect(said.message).toContain('kubernetes 1.36.3 is in use on');
    expect(said.suggestions).toContain('quorate upgrade plan');
    expect((await failure(after.run(join([]), site))).message).toContain('1.37.2');
    expect(site.operations).toEqual([]);
  });

  test('a host can leave all the same, and the others stay at their version', async () => {
    const {made, after} = await brought('on the control planes');
    const site = after.over(made);
    const versions = inUse(site);
    const leaving = after.desired.nodes.at(-1)!.host;
    const removal = {hosts: [leaving], lost: new Set<never>(), drainSeconds: 60, acceptReducedTolerance: false};
    await after.run(remove(removal), site);
    for (const [what, version] of inUse(site)) expect(versions.get(what)).toBe(version);
  });
});
