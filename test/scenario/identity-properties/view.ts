import type {DesiredCluster} from '../../../src/core/model/desired.js';
import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import {MemoryDisk} from '../../support/memory-disk.js';
import {MemoryCluster} from '../../support/memory-site.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import {TEMPLATES} from '../../support/rendering.js';
import {Scenario} from '../run.js';
import {asking} from './asking.js';
import type {Case} from './cases.js';
import {type Base, built, type Machine, neighbour} from './clusters.js';
import {damage} from './damages.js';
import {configOf, edited, machinesOf} from './edits.js';

/** What a run over an edited file sees, and what is really so. */
export interface View {
  readonly scenario: Scenario;
  readonly site: MemoryCluster;
  readonly base: Base;
  /** By the name in the file; a host that is not in here is a fresh machine. */
  readonly machines: ReadonlyMap<HostName, Machine>;
  /** Both clusters, as they were before the run. */
  readonly before: Readonly<Partial<Record<Base, MemoryWorld>>>;
  /** Whose member list hosts of the file carry; undefined: nobody's. */
  readonly seen: Base | undefined;
}

export async function view(given: Case): Promise<View> {
  const {base} = given;
  const other = neighbour(base);
  const before = {[base]: await built(base), [other]: await built(other)} as Readonly<
    Partial<Record<Base, MemoryWorld>>
  >;
  damageAll(given, before[base]!, before[other]!);

  const file = edited(base, given.edits);
  const scenario = new Scenario(configOf(file));
  const entries = machinesOf(file);
  const machines = new Map([...entries].flatMap(([name, {machine}]) => (machine ? [[name, machine] as const] : [])));
  const carried = [base, other].filter(cluster => carries(scenario.desired, machines, cluster, before[cluster]!));
  const [seen] = carried;

  const world = before[seen ?? base]!.clone();
  const aliases = settleIn(world, scenario.desired, machines, seen, before, name => entries.get(name)?.alsoAt);
  if (seen === undefined) forget(world);
  world.mayLoseQuorum = !world.hasQuorum();
  const site = new MemoryCluster(scenario.desired, scenario.release, TEMPLATES, world);
  asking({site, desired: scenario.desired, machines, before, seen, aliases});
  return {scenario, site, base, machines, before, seen};
}

function damageAll({damages, unrecorded}: Case, world: MemoryWorld, strange: MemoryWorld): void {
  if (unrecorded)
    for (const disk of [...world.disks.values(), ...strange.disks.values()])
      for (const path of [IDENTITY, IDENTITY_COPY]) disk.files.delete(path);
  const strangely = strange.clone();
  for (const each of damages) {
    const [where, elsewhere] = each.abroad ? [strange, world] : [world, strangely];
    const hosts = [...where.disks.keys()];
    damage(where, elsewhere, hosts[each.host % hosts.length]!, each);
  }
}

/** etcd is asked only where its members are: does one of the hosts to ask have something of this cluster's? */
function carries(
  {hosts}: DesiredCluster,
  machines: ReadonlyMap<HostName, Machine>,
  cluster: Base,
  world: MemoryWorld,
): boolean {
  const {clusterId} = world.roster!;
  return hosts.some(({name}) => {
    const machine = machines.get(name);
    if (machine?.cluster !== cluster) return false;
    const disk = world.disk(machine.host);
    return disk.etcdData?.clusterId === clusterId || disk.marker()?.clusterId === clusterId;
  });
}

/** Puts each machine where the file looks for it. The others of the cluster live on, and nobody asks them. */
function settleIn(
  world: MemoryWorld,
  {hosts}: DesiredCluster,
  machines: ReadonlyMap<HostName, Machine>,
  seen: Base | undefined,
  before: View['before'],
  alsoAt: (name: HostName) => string | undefined,
): ReadonlyMap<HostName, HostName> {
  const own = new Map(world.disks);
  const aliases = new Map<HostName, HostName>();
  const silent = new Set<HostName>();
  const used = new Map<MemoryDisk, MemoryDisk>();
  world.disks.clear();
  for (const {name, address} of hosts) {
    const machine = machines.get(name);
    if (machine === undefined) {
      world.disks.set(name, new MemoryDisk(name, address));
      continue;
    }
    const from = machine.cluster === seen ? own.get(machine.host)! : before[machine.cluster]!.disk(machine.host);
    // One machine under two names is one disk.
    const disk = used.get(from) ?? called(name, from, machine.host, alsoAt(name));
    used.set(from, disk);
    world.disks.set(name, disk);
    if (before[machine.cluster]!.unreachable.has(machine.host)) silent.add(name);
    if (machine.cluster === seen && !aliases.has(machine.host)) aliases.set(machine.host, name);
  }
  for (const [name, disk] of seen === undefined ? [] : own)
    if (!aliases.has(name)) {
      const apart = world.disks.has(name) ? hostName(`${name}-elsewhere`) : name;
      aliases.set(name, apart);
      world.disks.set(apart, called(apart, disk, name, undefined));
      if (before[seen!]!.unreachable.has(name)) silent.add(apart);
    }
  world.unreachable = silent;
  if (world.roster)
    world.roster = {
      ...world.roster,
      members: world.roster.members.map(each => ({...each, host: aliases.get(each.host) ?? each.host})),
    };
  return aliases;
}

/** The same disk under the name that the file has for it: the machine itself says who it is. */
function called(name: HostName, disk: MemoryDisk, hostname: HostName, alsoAt: string | undefined): MemoryDisk {
  const copy = new MemoryDisk(name, disk.address);
  const same = disk.clone();
  const {files, links, directories, owned, modules, sysctls, images, enabled, started, reloaded} = same;
  const {programs, failing, etcdData, machineId} = same;
  Object.assign(copy, {files, links, directories, owned, modules, sysctls, images, enabled, started, reloaded});
  Object.assign(copy, {programs, failing, etcdData, machineId});
  const facts = copy.facts.bind(copy);
  const addresses = [disk.address, ...(alsoAt === undefined ? [] : [alsoAt])];
  copy.facts = question => ({...facts(question), hostname, addresses});
  return copy;
}

/** No host of the file knows of any cluster: whoever looks at them sees none. */
function forget(world: MemoryWorld): void {
  world.roster = undefined;
  world.nodes.clear();
  world.objects.clear();
  world.labels.clear();
}
