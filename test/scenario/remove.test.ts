import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type HostName, hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {remove} from '../../src/workflows/remove.js';
import type {MemoryCluster} from '../support/memory-site.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

const [cp1, cp2, cp3, w1] = [hostName('cp1'), hostName('cp2'), hostName('cp3'), hostName('w1')];
const {hosts: HOSTS} = clusterConfig('stacked');
const of = (...names: readonly string[]) =>
  new Scenario(clusterConfig('stacked', {hosts: HOSTS.filter(({name}) => names.includes(name))}));

const going = (hosts: readonly HostName[], lost: readonly HostName[] = [], acceptReducedTolerance = true) =>
  remove({hosts, lost: new Set(lost), drainSeconds: 300, acceptReducedTolerance});

async function made(scenario: Scenario): Promise<MemoryCluster> {
  const site = scenario.fresh();
  await scenario.run(apply, site);
  return site;
}

/** What is left of the cluster: its members, its nodes, and the hosts that carry something of it. */
const left = ({world}: MemoryCluster) => ({
  members: world.roster!.members.map(({host}) => host),
  nodes: [...world.nodes.keys()],
  carrying: [...world.disks].filter(([, disk]) => disk.owned.size > 0).map(([name]) => name),
});

describe('wherever it was killed, the same command ends in the same cluster', () => {
  test.each([
    ['two of three control planes, the leader among them', of('cp1', 'cp2', 'cp3'), [cp1, cp2], false],
    ['the same, with a power cut of all hosts', of('cp1', 'cp2', 'cp3'), [cp1, cp2], true],
    ['a worker', of('cp1', 'w1'), [w1], false],
  ])('%s', {timeout: 300_000}, async (_, scenario, hosts, powerCut) => {
    const site = await made(scenario);
    site.world.pods.set('shop/web', {node: hosts[0]!});
    const {tried, astray} = await scenario.everyKill(going(hosts), site, {powerCut});
    expect(astray).toEqual([]);
    expect(tried).toBeGreaterThan(6);
  });
});

test('a control plane leaves nothing behind, and is a new host to the next apply', async () => {
  const scenario = of('cp1', 'cp2', 'cp3', 'w1');
  const site = await made(scenario);
  const before = site.world.picture();
  const others = ['cp1', 'cp2', 'w1'];
  await scenario.run(going([cp3]), site);
  expect(left(site)).toEqual({members: ['cp1', 'cp2'], nodes: others, carrying: others});
  expect(site.operations.slice(-6)).toEqual([
    'drain cp3',
    'cp3: put 2 files',
    'etcd: remove https://10.0.0.13:2380',
    'cp3: put 2 files',
    'cp3: reset',
    'delete node cp3',
  ]);

  const without = of(...others);
  expect((await without.run(apply, without.over(site))).ran).toBe(false);
  await scenario.run(apply, site);
  expect(site.world.picture()).toBe(before);
});

test('a member whose data was lost is removed with its host, and comes back as a new one', async () => {
  const scenario = of('cp1', 'cp2', 'cp3');
  const site = await made(scenario);
  const before = site.world.picture();
  site.world.disk(cp1).etcdData = undefined;
  site.world.start(cp1, 'etcd.service');
  expect(site.world.disk(cp1).runs('etcd.service')).toBe(false);
  await scenario.run(going([cp1], [], false), site);
  expect(left(site)).toEqual({members: ['cp2', 'cp3'], nodes: ['cp2', 'cp3'], carrying: ['cp2', 'cp3']});
  await scenario.run(apply, site);
  expect(site.world.picture()).toBe(before);
});

test('who gives up a removal half way gets the member back with apply, once it was begun to be reset after it is finished', async () => {
  const scenario = of('cp1', 'cp2', 'cp3');
  const site = await made(scenario);
  const before = site.world.picture();
  const halfway: MemoryCluster[] = [];
  const watched = site.reborn().watched(killed => halfway.push(killed.left));
  await scenario.run(going([cp3]), watched);
  for (const cut of halfway) {
    if (cut.world.disk(cp3).marker()?.state === 'removed') {
      await expect(scenario.run(apply, cut)).rejects.toMatchObject({
        suggestions: [expect.stringContaining('`quorate remove cp3`')],
      });
      await scenario.run(going([cp3]), cut);
    }
    await scenario.run(apply, cut);
    for (const [name] of cut.world.nodes) cut.world.nodes.set(name, {cordoned: false, version: '1.36.3'});
    expect(cut.world.picture()).toBe(before);
  }
  expect(halfway.length).toBeGreaterThan(10);
});

describe('a host that is lost', () => {
  const scenario = of('cp1', 'cp2', 'cp3', 'w1');

  test('may be the first control plane: a fresh machine of its name takes its place', async () => {
    const site = await made(scenario);
    const before = site.world.picture();
    site.world.lose(cp1);
    await expect(scenario.run(apply, site)).rejects.toMatchObject({code: 'hosts/unreachable'});
    const {warnings} = await scenario.run(going([cp1], [cp1]), site);
    expect(warnings.map(({message}) => message)).toContainEqual(expect.stringContaining('wipe its disks first'));
    expect(left(site)).toMatchObject({members: ['cp2', 'cp3'], nodes: ['cp2', 'cp3', 'w1']});

    site.world.replace(cp1);
    await scenario.run(apply, site);
    expect(await scenario.run(apply, site)).toMatchObject({ran: false});
    expect(site.world.picture()).toBe(before);
  });

  test('is removed as well when the fresh machine is there already', async () => {
    const site = await made(scenario);
    site.world.lose(cp1);
    site.world.replace(cp1);
    await scenario.run(going([cp1], [cp1]), site);
    expect(left(site)).toMatchObject({members: ['cp2', 'cp3'], nodes: ['cp2', 'cp3', 'w1']});
  });

  test('need not be in the configuration any more', async () => {
    const site = await made(scenario);
    site.world.lose(cp3);
    const without = of('cp1', 'cp2', 'w1');
    const after = without.over(site);
    await without.run(going([cp3], [cp3]), after);
    expect(left(after)).toMatchObject({members: ['cp1', 'cp2'], nodes: ['cp1', 'cp2', 'w1']});
  });

  test('is removed in the same way wherever the run was killed', {timeout: 120_000}, async () => {
    const site = await made(scenario);
    site.world.lose(cp1);
    const {tried, astray} = await scenario.everyKill(going([cp1], [cp1]), site);
    expect(astray).toEqual([]);
    expect(tried).toBeGreaterThan(4);
  });

  test('has to be called so: what cannot be read may live', async () => {
    const site = await made(scenario);
    site.world.lose(cp1);
    await expect(scenario.run(going([cp1]), site)).rejects.toMatchObject({
      code: 'refused/findings',
      message: expect.stringContaining('remove/unreachable'),
      suggestions: [expect.stringContaining('`quorate remove --lost cp1`')],
    });
    expect(left(site).members).toEqual(['cp1', 'cp2', 'cp3']);
  });

  test('is not one that answers', async () => {
    const site = await made(scenario);
    await expect(scenario.run(going([cp1], [cp1]), site)).rejects.toMatchObject({
      message: expect.stringContaining('remove/not-lost'),
      suggestions: ['quorate remove cp1'],
    });
  });
});

describe('a removal that costs too much', () => {
  test('is refused before anything is done, with its arithmetic and what to do', async () => {
    const scenario = of('cp1', 'cp2', 'cp3');
    const site = await made(scenario);
    const refused = scenario.run(going([cp3], [], false), site.reborn());
    await expect(refused).rejects.toMatchObject({
      code: 'quorum/findings',
      message: expect.stringMatching(
        /remove cp3 from etcd: 2 voters survive no loss.*at worst 2 of 2 voters up, quorum 2/,
      ),
      suggestions: [expect.stringContaining('--accept-reduced-tolerance')],
    });
    site.world.lose(cp1);
    await expect(scenario.run(going([cp3, cp1], [cp1], false), site)).rejects.toMatchObject({code: 'quorum/findings'});
    expect(left(site)).toMatchObject({members: ['cp1', 'cp2', 'cp3'], nodes: ['cp1', 'cp2', 'cp3']});
    expect(site.world.nodes.get(cp3)).toMatchObject({cordoned: false});
  });

  test('is refused for the last control plane', async () => {
    const scenario = of('cp1', 'w1');
    const site = await made(scenario);
    await expect(scenario.run(going([cp1]), site)).rejects.toMatchObject({
      message: expect.stringContaining('remove/last-control-plane'),
    });
  });
});

describe('what stands in the way', () => {
  beforeEach(() => {
    vi.useFakeTimers({toFake: ['performance']});
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const report = ({type}: {readonly type: string}) => {
    if (type === 'waiting') vi.advanceTimersByTime(400_000);
  };

  test('is named when it is a disruption budget, and the host is left as it was', async () => {
    const scenario = of('cp1', 'w1');
    const site = await made(scenario);
    site.world.pods.set('shop/web', {node: w1, heldBy: 'shop/always'});
    await expect(scenario.run(going([w1]), site, {report})).rejects.toMatchObject({
      code: 'timeout/condition',
      message: expect.stringContaining('shop/web, which the disruption budget shop/always does not let go'),
      suggestions: [expect.stringContaining('kubectl uncordon w1'), expect.anything()],
    });
    expect(left(site)).toMatchObject({nodes: ['cp1', 'w1'], carrying: ['cp1', 'w1']});
    site.world.pods.set('shop/web', {node: w1});
    await scenario.run(going([w1]), site);
    expect(left(site)).toMatchObject({nodes: ['cp1'], carrying: ['cp1']});
  });

  test('is that the host lives, though it cannot be reached from here', async () => {
    const scenario = of('cp1', 'cp2', 'cp3');
    const site = await made(scenario);
    site.world.unreachable.add(cp1);
    await expect(scenario.run(going([cp1], [cp1]), site, {report})).rejects.toMatchObject({
      code: 'timeout/condition',
      message: expect.stringContaining('cp1 answers the other members'),
    });
    expect(left(site).members).toEqual(['cp1', 'cp2', 'cp3']);
  });

  test('is that its node reports, and that nobody can say whether it does', async () => {
    const scenario = of('cp1', 'w1');
    const site = await made(scenario);
    site.world.unreachable.add(w1);
    await expect(scenario.run(going([w1], [w1]), site, {report})).rejects.toMatchObject({
      message: expect.stringContaining('the kubelet of w1 reports to the API'),
    });
    site.kube.state = async () => ({known: false, why: 'no API server is ready'});
    await expect(scenario.run(going([w1], [w1]), site, {report})).rejects.toMatchObject({
      message: expect.stringContaining('no API server is ready'),
    });
    expect(left(site).nodes).toEqual(['cp1', 'w1']);
  });
});
