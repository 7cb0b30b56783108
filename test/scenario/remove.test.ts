import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type HostName, hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {remove} from '../../src/workflows/remove.js';
import {clusterConfig} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';

const [cp1, cp2, cp3, w1] = [hostName('cp1'), hostName('cp2'), hostName('cp3'), hostName('w1')];
const {hosts: HOSTS} = clusterConfig('stacked');
const of = (...names: readonly string[]) =>
  new Scenario(clusterConfig('stacked', {hosts: HOSTS.filter(({name}) => names.includes(name))}));

const removing = (hosts: readonly HostName[], lost: readonly HostName[] = [], acceptReducedTolerance = true) =>
  remove({hosts, lost: new Set(lost), drainSeconds: 300, acceptReducedTolerance});

async function made(scenario: Scenario): Promise<MemoryCluster> {
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  return cluster;
}

/** The etcd members, the nodes, and the hosts that still have files of the cluster. */
const left = ({world}: MemoryCluster) => ({
  members: world.membership!.members.map(({host}) => host),
  nodes: [...world.nodes.keys()],
  managed: [...world.disks].filter(([, disk]) => disk.owned.size > 0).map(([name]) => name),
});

describe('a removal killed at any operation completes when it is run again:', () => {
  test.each([
    ['two of three control planes, including the leader', of('cp1', 'cp2', 'cp3'), [cp1, cp2], false],
    ['two of three control planes, with a power loss of all hosts', of('cp1', 'cp2', 'cp3'), [cp1, cp2], true],
    ['a worker', of('cp1', 'w1'), [w1], false],
  ])('%s', {timeout: 300_000}, async (_, scenario, hosts, powerCut) => {
    const cluster = await made(scenario);
    cluster.world.pods.set('shop/web', {node: hosts[0]!});
    const {tried, diverged} = await scenario.everyKill(removing(hosts), cluster, {powerCut});
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(6);
  });
});

test('a removed control plane keeps no files, and the next apply adds it as a new host', async () => {
  const scenario = of('cp1', 'cp2', 'cp3', 'w1');
  const cluster = await made(scenario);
  const before = cluster.world.picture();
  const others = ['cp1', 'cp2', 'w1'];
  await scenario.run(removing([cp3]), cluster);
  expect(left(cluster)).toEqual({members: ['cp1', 'cp2'], nodes: others, managed: others});
  expect(cluster.operations.slice(-6)).toEqual([
    'drain cp3',
    'cp3: put 2 files',
    'etcd: remove https://10.0.0.13:2380',
    'cp3: put 2 files',
    'cp3: reset',
    'delete node cp3',
  ]);

  const without = of(...others);
  expect((await without.run(apply, without.over(cluster))).ran).toBe(false);
  await scenario.run(apply, cluster);
  expect(cluster.world.picture()).toBe(before);
});

test('a member that lost its data is removed with its host, and the next apply adds a new member', async () => {
  const scenario = of('cp1', 'cp2', 'cp3');
  const cluster = await made(scenario);
  const before = cluster.world.picture();
  cluster.world.disk(cp1).etcdData = undefined;
  cluster.world.start(cp1, 'etcd.service');
  expect(cluster.world.disk(cp1).runs('etcd.service')).toBe(false);
  await scenario.run(removing([cp1], [], false), cluster);
  expect(left(cluster)).toEqual({members: ['cp2', 'cp3'], nodes: ['cp2', 'cp3'], managed: ['cp2', 'cp3']});
  await scenario.run(apply, cluster);
  expect(cluster.world.picture()).toBe(before);
});

test('apply restores a member whose removal was interrupted before its host was reset; later it is refused until the removal is complete', {
  timeout: 300_000,
}, async () => {
  const scenario = of('cp1', 'cp2', 'cp3');
  const cluster = await made(scenario);
  const before = cluster.world.picture();
  const interrupted: MemoryCluster[] = [];
  const watched = cluster.newProcess().watched(killed => interrupted.push(killed.left));
  await scenario.run(removing([cp3]), watched);
  for (const stopped of interrupted) {
    if (stopped.world.disk(cp3).marker()?.state === 'removed') {
      await expect(scenario.run(apply, stopped)).rejects.toMatchObject({
        suggestions: [expect.stringContaining('`quorate remove cp3`')],
      });
      await scenario.run(removing([cp3]), stopped);
    }
    await scenario.run(apply, stopped);
    for (const [name] of stopped.world.nodes) stopped.world.nodes.set(name, {cordoned: false, version: '1.36.3'});
    expect(stopped.world.picture()).toBe(before);
  }
  expect(interrupted.length).toBeGreaterThan(10);
});

describe('a lost host', () => {
  const scenario = of('cp1', 'cp2', 'cp3', 'w1');

  test('can be the first control plane, and a new machine with its name joins', async () => {
    const cluster = await made(scenario);
    const before = cluster.world.picture();
    cluster.world.lose(cp1);
    expect(await scenario.run(apply, cluster)).toMatchObject({ran: false, incomplete: {code: 'hosts/left-out'}});
    const {warnings} = await scenario.run(removing([cp1], [cp1]), cluster);
    expect(warnings).toMatchObject([
      {code: 'remove/still-configured', message: expect.stringContaining('wipe its disks')},
      {code: 'remove/still-held', message: expect.stringContaining('private keys of the CAs')},
    ]);
    expect(left(cluster)).toMatchObject({members: ['cp2', 'cp3'], nodes: ['cp2', 'cp3', 'w1']});

    cluster.world.replace(cp1);
    await scenario.run(apply, cluster);
    expect(await scenario.run(apply, cluster)).toMatchObject({ran: false});
    expect(cluster.world.picture()).toBe(before);
  });

  test('is removed when its new machine already runs', async () => {
    const cluster = await made(scenario);
    cluster.world.lose(cp1);
    cluster.world.replace(cp1);
    await scenario.run(removing([cp1], [cp1]), cluster);
    expect(left(cluster)).toMatchObject({members: ['cp2', 'cp3'], nodes: ['cp2', 'cp3', 'w1']});
  });

  test('is removed when it is no longer in the configuration', async () => {
    const cluster = await made(scenario);
    cluster.world.lose(cp3);
    const without = of('cp1', 'cp2', 'w1');
    const after = without.over(cluster);
    await without.run(removing([cp3], [cp3]), after);
    expect(left(after)).toMatchObject({members: ['cp1', 'cp2'], nodes: ['cp1', 'cp2', 'w1']});
  });

  test('is removed when a run killed at any operation is run again', {timeout: 120_000}, async () => {
    const cluster = await made(scenario);
    cluster.world.lose(cp1);
    const {tried, diverged} = await scenario.everyKill(removing([cp1], [cp1]), cluster);
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(4);
  });

  test('is not removed without --lost, because an unreachable host may still be running', async () => {
    const cluster = await made(scenario);
    cluster.world.lose(cp1);
    await expect(scenario.run(removing([cp1]), cluster)).rejects.toMatchObject({
      code: 'refused/findings',
      message: expect.stringContaining('remove/unreachable'),
      suggestions: [expect.stringContaining('`quorate remove --lost cp1`')],
    });
    expect(left(cluster).members).toEqual(['cp1', 'cp2', 'cp3']);
  });

  test('is not a host that is reachable', async () => {
    const cluster = await made(scenario);
    await expect(scenario.run(removing([cp1], [cp1]), cluster)).rejects.toMatchObject({
      message: expect.stringContaining('remove/lost-host-responds'),
      suggestions: ['quorate remove cp1'],
    });
  });
});

describe('a removal is refused', () => {
  test('before the first change when it lowers the failure tolerance, with the override in its remedy', async () => {
    const scenario = of('cp1', 'cp2', 'cp3');
    const cluster = await made(scenario);
    const refused = scenario.run(removing([cp3], [], false), cluster.newProcess());
    await expect(refused).rejects.toMatchObject({
      code: 'quorum/findings',
      message: expect.stringMatching(
        /remove cp3 from etcd: 2 voters tolerate 0 failures.*at worst 2 of 2 voters up, quorum 2/,
      ),
      suggestions: [expect.stringContaining('--accept-reduced-tolerance')],
    });
    cluster.world.lose(cp1);
    await expect(scenario.run(removing([cp3, cp1], [cp1], false), cluster)).rejects.toMatchObject({
      code: 'quorum/findings',
    });
    expect(left(cluster)).toMatchObject({members: ['cp1', 'cp2', 'cp3'], nodes: ['cp1', 'cp2', 'cp3']});
    expect(cluster.world.nodes.get(cp3)).toMatchObject({cordoned: false});
  });

  test('for the last control plane', async () => {
    const scenario = of('cp1', 'w1');
    const cluster = await made(scenario);
    await expect(scenario.run(removing([cp1]), cluster)).rejects.toMatchObject({
      message: expect.stringContaining('remove/last-control-plane'),
    });
  });
});

describe('a removal that times out', () => {
  beforeEach(() => {
    vi.useFakeTimers({toFake: ['performance']});
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const report = ({type}: {readonly type: string}) => {
    if (type === 'waiting') vi.advanceTimersByTime(400_000);
  };

  test('names the PodDisruptionBudget that blocks an eviction, and does not change the host', async () => {
    const scenario = of('cp1', 'w1');
    const cluster = await made(scenario);
    cluster.world.pods.set('shop/web', {node: w1, blockedBy: 'shop/always'});
    await expect(scenario.run(removing([w1]), cluster, {report})).rejects.toMatchObject({
      code: 'timeout/condition',
      message: expect.stringMatching(/shop\/web.*shop\/always/),
      suggestions: [expect.stringContaining('uncordon w1'), expect.anything()],
    });
    expect(left(cluster)).toMatchObject({nodes: ['cp1', 'w1'], managed: ['cp1', 'w1']});
    cluster.world.pods.set('shop/web', {node: w1});
    await scenario.run(removing([w1]), cluster);
    expect(left(cluster)).toMatchObject({nodes: ['cp1'], managed: ['cp1']});
  });

  test('says that the lost host is still reachable by its etcd peers', async () => {
    const scenario = of('cp1', 'cp2', 'cp3');
    const cluster = await made(scenario);
    cluster.world.unreachable.add(cp1);
    await expect(scenario.run(removing([cp1], [cp1]), cluster, {report})).rejects.toMatchObject({
      code: 'timeout/condition',
      message: expect.stringContaining('the etcd member on cp1'),
    });
    expect(left(cluster).members).toEqual(['cp1', 'cp2', 'cp3']);
  });

  test('says that the Node of the lost host still reports, or that its state is unknown', async () => {
    const scenario = of('cp1', 'w1');
    const cluster = await made(scenario);
    cluster.world.unreachable.add(w1);
    await expect(scenario.run(removing([w1], [w1]), cluster, {report})).rejects.toMatchObject({
      message: expect.stringContaining('the kubelet of w1 reports to the API'),
    });
    cluster.kube.state = async () => ({known: false, why: 'no API server is ready'});
    await expect(scenario.run(removing([w1], [w1]), cluster, {report})).rejects.toMatchObject({
      message: expect.stringContaining('no API server is ready'),
    });
    expect(left(cluster).nodes).toEqual(['cp1', 'w1']);
  });
});
