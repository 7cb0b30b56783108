import {describe, expect, test} from 'vitest';
import {CAS} from '../../../src/core/pki/cas.js';
import {apply} from '../../../src/workflows/apply.js';
import {importCasIn} from '../../../src/workflows/pki-import.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import type {Scenario} from '../run.js';
import {ETCD_PLACES, small} from '../small.js';
import {atHome, BACK, keysOn, locked, refusedFor} from './support.js';

const importInto = (scenario: Scenario, cluster: MemoryCluster) =>
  importCasIn(scenario.desired, cluster, cluster.caHome);

const ca = ({world}: MemoryCluster) => world.disks.get('cp1' as never)!.text(CAS.ca.certPath);

describe.each(ETCD_PLACES)('CAs that move to the operator, %s etcd:', place => {
  const before = small(place);
  const scenario = atHome(place);
  const onHosts = async () => {
    const cluster = before.fresh();
    await before.run(apply, cluster);
    return cluster;
  };

  test('are refused until they are imported, and then deleted on all hosts without another certificate', async () => {
    const old = await onHosts();
    const cluster = scenario.over(old);
    await expect(scenario.run(apply, cluster)).rejects.toMatchObject(refusedFor('pki/home-empty'));
    expect(cluster.operations).toEqual([]);
    const imported = await importInto(scenario, cluster.newProcess(cluster.world));
    expect(imported.map(({written}) => written)).toEqual(imported.map(() => true));
    expect(keysOn(cluster)).toEqual(keysOn(old));

    const {diagnosis} = await scenario.run(apply, locked(cluster.newProcess(cluster.world)));
    expect(diagnosis?.findings.filter(({code}) => code.startsWith('pki/'))).toEqual([]);
    expect(keysOn(cluster)).toEqual([]);
    expect(ca(cluster)).toBe(ca(old));
  });

  test('are not imported without an identity that decrypts them', async () => {
    const cluster = locked(scenario.over(await onHosts()));
    await expect(importInto(scenario, cluster)).rejects.toMatchObject({code: 'pki/identity-missing'});
    expect(cluster.operations).toEqual([]);
  });

  test('an import that is killed at any operation is completed by the same command', async () => {
    const old = await onHosts();
    const left: MemoryCluster[] = [];
    await importInto(
      scenario,
      scenario.over(old).watched(killed => left.push(killed.left)),
    );
    expect(left.length).toBeGreaterThan(5);
    for (const cluster of left) {
      await importInto(scenario, cluster);
      await scenario.run(apply, cluster.newProcess(cluster.world));
      expect(keysOn(cluster)).toEqual([]);
    }
  });

  test('apply after the import that is killed is completed by the same command', {timeout: 300_000}, async () => {
    const cluster = scenario.over(await onHosts());
    await importInto(scenario, cluster);
    const {tried, diverged} = await scenario.everyKill(apply, cluster.newProcess());
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(5);
  });

  test('move back to the hosts where the configuration still names the directory', {timeout: 300_000}, async () => {
    const cluster = scenario.fresh();
    await scenario.run(apply, cluster);
    const lost = small(place);
    await expect(lost.run(apply, lost.over(cluster))).rejects.toMatchObject(refusedFor('pki/secret-lost'));
    const back = small(place, {pki: BACK});
    await expect(back.run(apply, locked(back.over(cluster)))).rejects.toMatchObject(refusedFor('pki/identity-missing'));
    const {tried, diverged} = await back.everyKill(apply, back.over(cluster));
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(5);
    const moved = back.over(cluster);
    await back.run(apply, moved);
    expect(ca(moved)).toBe(ca(cluster));
    expect(keysOn(moved).length).toBeGreaterThan(2);
  });
});

test('a CA key that was put on a host by hand is found, and deleted by the next run', async () => {
  const scenario = atHome('stacked');
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  const disk = cluster.world.disks.get('w1' as never)!;
  disk.files.set(CAS.ca.keyPath, disk.files.get(CAS.ca.certPath)!);
  const {plan} = await scenario.run(apply, locked(cluster.newProcess(cluster.world)));
  expect(plan.flatMap(({actions}) => actions.map(({kind}) => kind))).toContain('ca-keys/remove');
  expect(keysOn(cluster)).toEqual([]);
});

test('keys stay on hosts while the encrypted key is not the one that its certificate was written with', async () => {
  const before = small('stacked');
  const scenario = atHome('stacked');
  const old = before.fresh();
  await before.run(apply, old);
  const cluster = scenario.over(old);
  await importInto(scenario, cluster);
  cluster.world.caHome.set('ca.key.age', Buffer.from('damaged'));
  await expect(scenario.run(apply, cluster.newProcess(cluster.world))).rejects.toMatchObject(
    refusedFor('pki/home-empty'),
  );
  expect(keysOn(cluster)).toEqual(keysOn(old));
});
