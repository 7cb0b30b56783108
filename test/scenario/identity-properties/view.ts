import type {DesiredCluster} from '../../../src/core/model/desired.js';
import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import {MemoryCluster} from '../../support/memory-cluster.js';
import {MemoryDisk} from '../../support/memory-disk.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import {TEMPLATES} from '../../support/rendering.js';
import {Scenario} from '../run.js';
import type {Case} from './cases.js';
import {type Base, built, type Machine, neighbour} from './clusters.js';
import {damage} from './damages.js';
import {configOf, edited, machinesOf} from './edits.js';
import {answerForBoth} from './two-clusters.js';

/** What a run with an edited configuration observes, and the real state. */
export interface View {
  readonly scenario: Scenario;
  readonly cluster: MemoryCluster;
  readonly base: Base;
  /** By the name in the configuration. A host that is missing here is a new machine. */
  readonly machines: ReadonlyMap<HostName, Machine>;
  /** Both clusters before the run. */
  readonly before: Readonly<Partial<Record<Base, MemoryWorld>>>;
  /** The cluster whose member list can be read from hosts of the configuration; undefined: none. */
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
  const visible = [base, other].filter(cluster => hasTraces(scenario.desired, machines, cluster, before[cluster]!));
  const [seen] = visible;

  const world = before[seen ?? base]!.clone();
  const aliases = settleIn(world, scenario.desired, machines, seen, before, name => entries.get(name)?.alsoAt);
  if (seen === undefined) forget(world);
  world.mayLoseQuorum = !world.hasQuorum();
  const cluster = new MemoryCluster(scenario.desired, scenario.release, TEMPLATES, world);
  answerForBoth({cluster, desired: scenario.desired, machines, before, seen, aliases});
  return {scenario, cluster, base, machines, before, seen};
}

function damageAll({damages, unrecorded}: Case, world: MemoryWorld, neighbourWorld: MemoryWorld): void {
  if (unrecorded)
    for (const disk of [...world.disks.values(), ...neighbourWorld.disks.values()])
      for (const path of [IDENTITY, IDENTITY_COPY]) disk.files.delete(path);
  const undamaged = neighbourWorld.clone();
  for (const each of damages) {
    const [ownWorld, otherWorld] = each.abroad ? [neighbourWorld, world] : [world, undamaged];
    const hosts = [...ownWorld.disks.keys()];
    damage(ownWorld, otherWorld, hosts[each.host % hosts.length]!, each);
  }
}

/** A host of the configuration has data or a marker of this cluster. Only such hosts are asked about etcd. */
function hasTraces(
  {hosts}: DesiredCluster,
  machines: ReadonlyMap<HostName, Machine>,
  cluster: Base,
  world: MemoryWorld,
): boolean {
  const {clusterId} = world.membership!;
  return hosts.some(({name}) => {
    const machine = machines.get(name);
    if (machine?.cluster !== cluster) return false;
    const disk = world.disk(machine.host);
    return disk.etcdData?.clusterId === clusterId || disk.marker()?.clusterId === clusterId;
  });
}

/** Maps each host of the configuration to its machine. The other machines of the cluster keep running. */
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
  const unreachable = new Set<HostName>();
  const used = new Map<MemoryDisk, MemoryDisk>();
  world.disks.clear();
  for (const {name, address} of hosts) {
    const machine = machines.get(name);
    if (machine === undefined) {
      world.disks.set(name, new MemoryDisk(name, address));
      continue;
    }
    const from = machine.cluster === seen ? own.get(machine.host)! : before[machine.cluster]!.disk(machine.host);
    // One machine with two names has one disk.
    const disk = used.get(from) ?? renamedDisk(name, from, machine.host, alsoAt(name));
    used.set(from, disk);
    world.disks.set(name, disk);
    if (before[machine.cluster]!.unreachable.has(machine.host)) unreachable.add(name);
    if (machine.cluster === seen && !aliases.has(machine.host)) aliases.set(machine.host, name);
  }
  for (const [name, disk] of seen === undefined ? [] : own)
    if (!aliases.has(name)) {
      const apart = world.disks.has(name) ? hostName(`${name}-otherWorld`) : name;
      aliases.set(name, apart);
      world.disks.set(apart, renamedDisk(apart, disk, name, undefined));
      if (before[seen!]!.unreachable.has(name)) unreachable.add(apart);
    }
  world.unreachable = unreachable;
  if (world.membership)
    world.membership = {
      ...world.membership,
      members: world.membership.members.map(each => ({...each, host: aliases.get(each.host) ?? each.host})),
    };
  return aliases;
}

/** The same disk under its name in the configuration. The machine reports its own name. */
function renamedDisk(name: HostName, disk: MemoryDisk, hostname: HostName, alsoAt: string | undefined): MemoryDisk {
  const copy = new MemoryDisk(name, disk.address);
  const same = disk.clone();
  const {files, links, directories, owned, modules, sysctls, images, enabled, started, reloaded} = same;
  const {programs, failing, etcdData, machineId, users, owners, runsAs} = same;
  Object.assign(copy, {files, links, directories, owned, modules, sysctls, images, enabled, started, reloaded});
  Object.assign(copy, {programs, failing, etcdData, machineId, users, owners, runsAs});
  const facts = copy.facts.bind(copy);
  const addresses = [disk.address, ...(alsoAt === undefined ? [] : [alsoAt])];
  copy.facts = question => ({...facts(question), hostname, addresses});
  return copy;
}

/** No host of the configuration has traces of a cluster: none can be observed. */
function forget(world: MemoryWorld): void {
  world.membership = undefined;
  world.nodes.clear();
  world.objects.clear();
  world.labels.clear();
}
