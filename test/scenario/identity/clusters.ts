import {expect} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import type {ClusterConfig, HostConfig} from '../../../src/core/model/config.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import {ETCD_MARKERS} from '../../../src/core/render/etcd/marker.js';
import {apply} from '../../../src/workflows/apply.js';
import {init} from '../../../src/workflows/init.js';
import {join} from '../../../src/workflows/join.js';
import {remove} from '../../../src/workflows/remove.js';
import type {Verb} from '../../../src/workflows/verb.js';
import {clusterConfig} from '../../support/builders/config.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import {MemoryDisk} from '../../support/memory-disk.js';
import {Scenario} from '../run.js';

/** A configuration, and the cluster that a run with it observes. */
export interface Found {
  readonly scenario: Scenario;
  readonly cluster: MemoryCluster;
}

/** A configuration with the hosts whose names match. */
export function configOf(pattern: RegExp, changes: Partial<ClusterConfig> = {}): ClusterConfig {
  const config = clusterConfig(changes.topology, changes);
  return {...config, hosts: config.hosts.filter(({name}) => pattern.test(name))};
}

/** A configuration with one host edited. */
export const edited = (config: ClusterConfig, name: string, changes: Partial<HostConfig>): ClusterConfig => ({
  ...config,
  hosts: config.hosts.map(each => (each.name === name ? {...each, ...changes} : each)),
});

/** Another host with the same roles. */
export const another = (config: ClusterConfig, like: string, name: string, address: string): HostConfig => ({
  ...config.hosts.find(each => each.name === like)!,
  name: hostName(name),
  address,
});

const made = new Map<string, Promise<MemoryCluster>>();

/** A cluster of this configuration. It is built once, and each call returns a copy. */
export async function built(config: ClusterConfig): Promise<Found> {
  const [scenario, key] = [new Scenario(config), JSON.stringify(config)];
  if (!made.has(key)) made.set(key, build(scenario));
  return {scenario, cluster: (await made.get(key)!).newProcess()};
}

async function build(scenario: Scenario): Promise<MemoryCluster> {
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  return cluster;
}

/**
 * What a run with this configuration observes of existing hosts: only those that it names, with a new machine for each
 * that does not exist, and with the machines that are passed.
 */
export function under(config: ClusterConfig, left: MemoryCluster, machines: readonly MemoryDisk[] = []): Found {
  const scenario = new Scenario(config);
  const cluster = scenario.over(left);
  const {world} = cluster;
  for (const machine of machines) world.disks.set(machine.name as HostName, machine);
  for (const name of world.disks.keys()) if (!config.hosts.some(each => each.name === name)) world.disks.delete(name);
  for (const {name, address} of config.hosts)
    if (!world.disks.has(name)) world.disks.set(name, new MemoryDisk(name, address));
  for (const name of world.nodes.keys()) if (!world.disks.has(name)) world.nodes.delete(name);
  const {membership} = world;
  const hostOf = (id: string) => [...world.disks].find(([, {etcdData}]) => etcdData?.memberId === id)?.[0];
  const members = membership?.members.map(each => ({...each, host: hostOf(each.id) ?? each.host})) ?? [];
  const seen = members.some(({host}) => world.disks.has(host));
  world.membership = membership && seen ? {...membership, members} : undefined;
  if (!seen) world.objects.clear();
  return {scenario, cluster};
}

/** The same machine and its disk under another host name. */
export const reachedAs = (name: string, machine: MemoryDisk): MemoryDisk =>
  Object.assign(machine.clone(), {name: hostName(name)});

export const removing = (hosts: readonly string[], {lost = false, accept = false} = {}): Verb =>
  remove({
    hosts: hosts.map(hostName),
    lost: new Set(lost ? hosts.map(hostName) : []),
    drainSeconds: 60,
    acceptReducedTolerance: accept,
  });

interface Refusal {
  readonly code: string;
  /** "code: message" of each finding. */
  readonly errors: readonly string[];
  readonly suggestions: readonly string[];
}

/** What a run is refused with. The test fails if the run changed anything. */
export async function refusal(verb: Verb, {scenario, cluster}: Found, {dryRun = false} = {}): Promise<Refusal> {
  const failure: unknown = await scenario.run(verb, cluster, {dryRun}).then(
    () => new Error(`${verb.name} was not refused and did: ${cluster.operations.join(', ')}`),
    error => error,
  );
  if (!(failure instanceof Failure)) throw failure;
  expect(cluster.operations).toEqual([]);
  const errors = [...failure.message.matchAll(/^ {2}\[ERROR (.*?)\]: (.*)$/gm)].map(
    ([, code, what]) => `${code}: ${what}`,
  );
  return {code: failure.code, errors, suggestions: failure.suggestions};
}

/** The refusal of every verb that adds or repairs. The test fails if they differ. */
export async function refusalOfAll(found: Found): Promise<Refusal> {
  const hosts = found.scenario.desired.hosts.map(({name}) => name);
  const first = await refusal(apply, found, {dryRun: true});
  for (const verb of [apply, init, join(hosts)]) expect(await refusal(verb, found)).toEqual(first);
  return first;
}

/** One line for each member: its host, its role, whether it serves with its own data, and whether both markers name it. */
export const members = ({world}: MemoryCluster): readonly string[] =>
  world.membership!.members.map(member => {
    const {host, id, learner} = member;
    const marked = ETCD_MARKERS.every(path => {
      const marker = world.disk(host).markerAt(path);
      return marker?.memberId === id && marker.state === (learner ? 'learner' : 'member');
    });
    return [
      host,
      learner ? 'learner' : 'voter',
      world.serves(member) ? 'up' : 'down',
      marked ? 'marked' : 'unmarked',
    ].join(' ');
  });

export const voters = (...hosts: readonly string[]): readonly string[] => hosts.map(host => `${host} voter up marked`);
