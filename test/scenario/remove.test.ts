import {describe, expect, test} from 'vitest';
import {hostName} from '../../src/core/cluster/names.js';
import {apply} from '../../src/workflows/apply.js';
import {remove} from '../../src/workflows/remove.js';
import type {MemorySite} from '../support/memory-site.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

const [cp1, cp2, cp3, w1] = ['cp1', 'cp2', 'cp3', 'w1'].map(hostName) as [
  ReturnType<typeof hostName>,
  ReturnType<typeof hostName>,
  ReturnType<typeof hostName>,
  ReturnType<typeof hostName>,
];
const {hosts: HOSTS} = clusterConfig('stacked');
const of = (...names: readonly string[]) =>
  new Scenario(clusterConfig('stacked', {hosts: HOSTS.filter(({name}) => names.includes(name))}));

const going = (hosts: readonly (typeof cp1)[], lost: readonly (typeof cp1)[] = []) =>
  remove({hosts, lost: new Set(lost), drainSeconds: 300, acceptReducedTolerance: true});

async function made(scenario: Scenario): Promise<MemorySite> {
  const site = scenario.fresh();
  await scenario.run(apply, site);
  return site;
}

/** What is left of the cluster: its members, its nodes, and the hosts that carry something of it. */
const left = ({world}: MemorySite) => ({
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
    expect(tried).toBeGreaterThan(5);
  });
});

test('a control plane leaves nothing behind, and is a new host to the next apply', async () => {
  const scenario = of('cp1', 'cp2', 'cp3', 'w1');
  const site = await made(scenario);
  const before = site.world.picture();
  const others = ['cp1', 'cp2', 'w1'];
  await scenario.run(going([cp3]), site);
  expect(left(site)).toEqual({members: ['cp1', 'cp2'], nodes: others, carrying: others});
  expect(site.operations.slice(-8)).toEqual([
    'cp2: reload quorate-balancer.service',
    'w1: reload quorate-balancer.service',
    'drain cp3',
    'cp3: put 1 files',
    'etcd: remove https://10.0.0.13:2380',
    'cp3: put 1 files',
    'cp3: reset',
    'delete node cp3',
  ]);

  const without = of(...others);
  expect((await without.run(apply, without.over(site))).ran).toBe(false);
  await scenario.run(apply, site);
  expect(site.world.picture()).toBe(before);
});
