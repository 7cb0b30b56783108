import {expect, test} from 'vitest';
import type {HostConfig, Taint} from '../../src/core/model/config.js';
import {type HostName, hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {clusterConfig} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';

const w1 = hostName('w1');
const BASE = clusterConfig('stacked');
/** The configuration with these labels and taints of w1. */
const having = (changes: Partial<Pick<HostConfig, 'labels' | 'taints' | 'zone'>>) =>
  new Scenario({...BASE, hosts: BASE.hosts.map(host => (host.name === w1 ? {...host, ...changes} : host))});
const db = (effect: Taint['effect'], value = 'yes'): Taint => ({key: 'example.com/db', value, effect});
const nodeOf = (cluster: MemoryCluster, host: HostName = w1) => cluster.world.labels.get(host)!;

async function built() {
  const first = having({labels: {tier: 'db', disk: 'ssd'}, taints: [db('NoSchedule')], zone: 'a'});
  const cluster = first.fresh();
  await first.run(apply, cluster);
  return {first, cluster};
}

test('what the file no longer names is removed, what it changes is changed, and what users set stays', async () => {
  const {first, cluster} = await built();
  const {world} = cluster;
  const before = nodeOf(cluster);
  expect(before).toMatchObject({labels: {tier: 'db', disk: 'ssd'}, taints: [db('NoSchedule')]});
  const users = {key: 'quarantine', effect: 'NoExecute'};
  world.labels.set(w1, {...before, labels: {...before.labels, mine: 'x'}, taints: [users, ...before.taints!]});
  expect((await first.run(apply, cluster)).plan).toEqual([]);

  const changed = having({labels: {disk: 'hdd'}, taints: [db('NoExecute')], zone: 'b'});
  const later = changed.over(cluster);
  await changed.run(apply, later);
  const {labels, taints} = nodeOf(later);
  expect(labels).toMatchObject({disk: 'hdd', mine: 'x', 'topology.kubernetes.io/zone': 'b'});
  expect(labels).not.toHaveProperty('tier');
  expect(taints).toEqual([users, db('NoExecute')]);
  expect((await changed.run(apply, later)).plan).toEqual([]);
});

test('without a record nothing is removed, and the next run has one', async () => {
  const {cluster} = await built();
  const {applied: _, ...unrecorded} = nodeOf(cluster);
  cluster.world.labels.set(w1, unrecorded);
  const smaller = having({labels: {}, taints: []});
  const later = smaller.over(cluster);
  await smaller.run(apply, later);
  expect(nodeOf(later)).toMatchObject({labels: {tier: 'db', disk: 'ssd'}, taints: [db('NoSchedule')]});
  expect((await smaller.run(apply, later)).plan).toEqual([]);
});

test('a control plane that becomes a worker too loses its taint', async () => {
  const [first, cp1] = [new Scenario(BASE), hostName('cp1')];
  const cluster = first.fresh();
  await first.run(apply, cluster);
  expect(nodeOf(cluster, cp1).taints).toEqual([{key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'}]);
  const both = new Scenario({
    ...BASE,
    hosts: BASE.hosts.map(host => (host.name === cp1 ? {...host, roles: ['control-plane', 'worker']} : host)),
  });
  const later = both.over(cluster);
  await both.run(apply, later);
  expect(nodeOf(later, cp1).taints).toBeUndefined();
});

test('a run that is killed while it labels nodes is completed by the next one', async () => {
  const {cluster} = await built();
  const changed = having({labels: {disk: 'hdd'}, taints: []});
  const {tried, diverged} = await changed.everyKill(apply, changed.over(cluster), {
    among: titles => titles.filter(title => title.includes('label')),
  });
  expect(diverged).toEqual([]);
  expect(tried).toBeGreaterThan(1);
});
