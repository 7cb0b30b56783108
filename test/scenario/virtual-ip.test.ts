import {describe, expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {remove} from '../../src/workflows/remove.js';
import {upgrade} from '../../src/workflows/upgrade.js';
import {hostConfig, sharedEndpoint} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';

const KEEPALIVED = 'quorate-keepalived.service';
const RUN = /^(\S+): run .*quorate-keepalived/;

/** The suites of joins and removals cover the other operations. */
const ofKeepalived = (titles: readonly string[]) => titles.filter(title => /keepalived|reset/.test(title));

/** This many control planes, which share the endpoint. */
const sharing = (count: number, changes: {readonly kubernetesVersion?: string} = {}) =>
  sharedEndpoint({
    hosts: Array.from({length: count}, (_, n) =>
      hostConfig(`cp${n + 1}`, `10.0.0.${11 + n}`, 'control-plane', 'worker', 'load-balancer'),
    ),
    ...changes,
  });
const of = (...config: Parameters<typeof sharing>) => new Scenario(sharing(...config));
const removing = (...hosts: readonly string[]) =>
  remove({hosts: hosts.map(hostName), lost: new Set(), drainSeconds: 300, acceptReducedTolerance: true});

async function made(scenario: Scenario): Promise<MemoryCluster> {
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  return cluster;
}

const placesOf = ({operations}: MemoryCluster, pattern: RegExp): readonly number[] =>
  operations.flatMap((each, index) => (pattern.test(each) ? [index] : []));

describe('keepalived', () => {
  test('starts on each control plane after its API server, and a second apply changes nothing', async () => {
    const scenario = of(3);
    const cluster = await made(scenario);
    const started = placesOf(cluster, RUN);
    expect(started.map(index => RUN.exec(cluster.operations[index]!)?.[1])).toEqual(['cp1', 'cp2', 'cp3']);
    expect(Math.min(...started)).toBeGreaterThan(Math.max(...placesOf(cluster, /: run .*kube-apiserver/)));
    expect(await scenario.run(apply, cluster.newProcess())).toMatchObject({ran: false});
  });

  test.each([
    [1, 3],
    [3, 5],
  ])(
    'is reloaded, and not restarted, before it starts on new peers, from %i to %i control planes',
    async (from, to) => {
      const [before, grown] = [of(from), of(to)];
      const left = before.over(grown.fresh());
      await before.run(apply, left);
      const cluster = grown.over(left);
      await grown.run(apply, cluster);
      const reloads = placesOf(cluster, new RegExp(`: reload .*${KEEPALIVED}`));
      expect(reloads).toHaveLength(from);
      expect(placesOf(cluster, RUN)).toHaveLength(to - from);
      expect(Math.max(...reloads)).toBeLessThan(Math.min(...placesOf(cluster, RUN)));
    },
  );

  test('stops on a control plane that is removed before its etcd member is', async () => {
    const scenario = of(3);
    const cluster = await made(scenario);
    await scenario.run(removing('cp1'), cluster);
    const [stopped] = placesOf(cluster, new RegExp(`^cp1: stop ${KEEPALIVED}`));
    expect(stopped).toBeLessThan(placesOf(cluster, /^etcd: remove /)[0]!);
  });

  test('is left alone by an upgrade', async () => {
    const cluster = await made(of(3));
    const after = of(3, {kubernetesVersion: '1.37.2'});
    const upgraded = after.over(cluster);
    const rollout = {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 5};
    const given = {rollout, available: ['1.36.3', '1.37.2'], rollback: false, acceptDowntime: false};
    await after.run(upgrade(given), upgraded);
    expect(placesOf(upgraded, /keepalived/)).toEqual([]);
  });
});

describe('with a shared endpoint, a run killed at any operation completes when it is run again:', () => {
  test('a join', {timeout: 300_000}, async () => {
    const scenario = of(2);
    const cluster = scenario.fresh();
    await scenario.run(init, cluster);
    const {tried, diverged} = await scenario.everyKill(join([hostName('cp2')]), cluster, {among: ofKeepalived});
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(2);
  });

  test('a removal', {timeout: 300_000}, async () => {
    const scenario = of(3);
    const {tried, diverged} = await scenario.everyKill(removing('cp1'), await made(scenario), {among: ofKeepalived});
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(2);
  });
});

test('apply starts keepalived again on a control plane whose removal was interrupted', {timeout: 300_000}, async () => {
  const scenario = of(3);
  const cluster = await made(scenario);
  const before = cluster.world.picture();
  const interrupted: MemoryCluster[] = [];
  await scenario.run(
    removing('cp3'),
    cluster.newProcess().watched(({left}) => interrupted.push(left)),
  );
  const stopped = interrupted.filter(({world}) => {
    const disk = world.disk(hostName('cp3'));
    return !disk.runs(KEEPALIVED) && disk.owned.size > 0 && disk.marker()?.state !== 'removed';
  });
  expect(stopped.length).toBeGreaterThan(1);
  for (const left of stopped) {
    await scenario.run(apply, left);
    for (const [name] of left.world.nodes) left.world.nodes.set(name, {cordoned: false, version: '1.36.3'});
    expect(left.world.picture()).toBe(before);
  }
});
