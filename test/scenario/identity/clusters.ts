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
import {MemoryDisk} from '../../support/memory-disk.js';
import type {MemoryCluster} from '../../support/memory-site.js';
import {clusterConfig} from '../../support/rendering.js';
import {Scenario} from '../run.js';

/** A configuration and the hosts that a run with it finds. */
export interface Found {
  readonly scenario: Scenario;
  readonly site: MemoryCluster;
}

/** The hosts of a configuration whose names are wanted. */
export function configOf(wanted: RegExp, changes: Partial<ClusterConfig> = {}): ClusterConfig {
  const config = clusterConfig(changes.topology, changes);
  return {...config, hosts: config.hosts.filter(({name}) => wanted.test(name))};
}

/** The same with a host edited. */
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

/** A cluster of this configuration. It is built once, and each test gets hosts of its own. */
export async function built(config: ClusterConfig): Promise<Found> {
  const [scenario, key] = [new Scenario(config), JSON.stringify(config)];
  if (!made.has(key)) made.set(key, build(scenario));
  return {scenario, site: (await made.get(key)!).reborn()};
}

async function build(scenario: Scenario): Promise<MemoryCluster> {
  const site = scenario.fresh();
  await scenario.run(apply, site);
  return site;
}

/**
 * What a run with this configuration finds of the hosts that are there: nothing of those it does not name, a fresh
 * machine where there is none, and the machines that are given.
 */
export function under(config: ClusterConfig, left: MemoryCluster, machines: readonly MemoryDisk[] = []): Found {
  const scenario = new Scenario(config);
  const site = scenario.over(left);
  const {world} = site;
  for (const machine of machines) world.disks.set(machine.name as HostName, machine);
  for (const name of world.disks.keys()) if (!config.hosts.some(each => each.name === name)) world.disks.delete(name);
  for (const {name, address} of config.hosts)
    if (!world.disks.has(name)) world.disks.set(name, new MemoryDisk(name, address));
  for (const name of world.nodes.keys()) if (!world.disks.has(name)) world.nodes.delete(name);
  const {roster} = world;
  const hostOf = (id: string) => [...world.disks].find(([, {etcdData}]) => etcdData?.memberId === id)?.[0];
  const members = roster?.members.map(each => ({...each, host: hostOf(each.id) ?? each.host})) ?? [];
  const seen = members.some(({host}) => world.disks.has(host));
  world.roster = roster && seen ? {...roster, members} : undefined;
  if (!seen) world.objects.clear();
  return {scenario, site};
}

/** The machine with all that is on it, reached under another name. */
export const reachedAs = (name: string, machine: MemoryDisk): MemoryDisk =>
  Object.assign(machine.clone(), {name: hostName(name)});

export const going = (hosts: readonly string[], {lost = false, accept = false} = {}): Verb =>
  remove({
    hosts: hosts.map(hostName),
    lost: new Set(lost ? hosts.map(hostName) : []),
    drainSeconds: 60,
    acceptReducedTolerance: accept,
  });

interface Refusal {
  readonly code: string;
  /** "code: message", one a finding. */
  readonly errors: readonly string[];
  readonly suggestions: readonly string[];
}

/** What a run is refused with; it is an error of the test when the run has changed anything. */
export async function refusal(flow: Verb, {scenario, site}: Found, {dryRun = false} = {}): Promise<Refusal> {
  const failure: unknown = await scenario.run(flow, site, {dryRun}).then(
    () => new Error(`${flow.name} was not refused; it did: ${site.operations.join(', ')}`),
    error => error,
  );
  if (!(failure instanceof Failure)) throw failure;
  expect(site.operations).toEqual([]);
  const errors = [...failure.message.matchAll(/^ {2}\[ERROR (.*?)\]: (.*)$/gm)].map(
    ([, code, what]) => `${code}: ${what}`,
  );
  return {code: failure.code, errors, suggestions: failure.suggestions};
}

/** The same of every verb that adds or repairs: each is refused in the same words. */
export async function refusalOfAll(found: Found): Promise<Refusal> {
  const hosts = found.scenario.desired.hosts.map(({name}) => name);
  const first = await refusal(apply, found, {dryRun: true});
  for (const flow of [apply, init, join(hosts)]) expect(await refusal(flow, found)).toEqual(first);
  return first;
}

/** Of each member its host, and whether it serves with its own data and both markers name it. */
export const members = ({world}: MemoryCluster): readonly string[] =>
  world.roster!.members.map(member => {
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
