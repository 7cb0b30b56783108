import {describe, expect, test} from 'vitest';
import {CAS} from '../../../src/core/pki/cas.js';
import {apply} from '../../../src/workflows/apply.js';
import {init} from '../../../src/workflows/init.js';
import {ETCD_PLACES} from '../small.js';
import {atHome, keysOn, locked, refusedFor} from './support.js';

describe.each(ETCD_PLACES)('CAs of the operator, %s etcd:', place => {
  test('a new cluster has no CA key on any host, and the directory has them all', async () => {
    const scenario = atHome(place);
    const cluster = scenario.fresh();
    // A CA of this run signs before its key is needed from the directory.
    const {diagnosis} = await scenario.run(init, locked(cluster));
    expect(diagnosis?.findings.filter(({code}) => code.startsWith('pki/'))).toEqual([]);
    expect(keysOn(cluster)).toEqual([]);
    const names = Object.keys(CAS).filter(name => place !== 'unmanaged' || name !== 'etcd-ca');
    expect([...cluster.world.caHome.keys()].toSorted()).toEqual(
      names.flatMap(name => [`${name}.crt`, `${name}.key.age`]).toSorted(),
    );
  });

  test('a run that signs nothing needs no identity', async () => {
    const scenario = atHome(place);
    const cluster = scenario.fresh();
    await scenario.run(apply, cluster);
    expect((await scenario.run(apply, locked(cluster.newProcess()))).ran).toBe(false);
  });

  test('init that is killed at any operation is completed by the same command', {timeout: 300_000}, async () => {
    const scenario = atHome(place);
    const {tried, diverged} = await scenario.everyKill(init, scenario.fresh(), {slowStart: false});
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(15);
  });
});

test('without the directory a cluster is left alone', async () => {
  const scenario = atHome('stacked');
  const cluster = scenario.fresh();
  await scenario.run(init, cluster);
  const without = cluster.newProcess();
  without.world.caHome.clear();
  await expect(scenario.run(apply, without)).rejects.toMatchObject(refusedFor('pki/home-empty'));
  expect(without.operations).toEqual([]);
});

test('with the directory of another cluster a cluster is left alone', async () => {
  const scenario = atHome('stacked');
  const [cluster, other] = [scenario.fresh(), scenario.fresh()];
  await scenario.run(init, cluster);
  await scenario.run(init, other);
  const mistaken = cluster.newProcess();
  mistaken.world.caHome = other.world.caHome;
  await expect(scenario.run(apply, mistaken)).rejects.toMatchObject(refusedFor('pki/home-differs'));
  mistaken.world.caHome.set(
    'ca.crt',
    Buffer.from(mistaken.world.caHome.get('ca.crt')!.toString().replace('cluster: golden', 'cluster: other')),
  );
  await expect(scenario.run(apply, mistaken.newProcess())).rejects.toMatchObject(refusedFor('pki/home-unreadable'));
});
