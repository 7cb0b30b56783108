import type {DeprecatedUse} from '../../src/core/model/deprecated-api.js';
import type {DesiredCluster} from '../../src/core/model/desired.js';
import {sha256} from '../../src/core/model/digest.js';
import {type EtcdId, etcdId, type HostName} from '../../src/core/model/names.js';
import {quorum} from '../../src/core/quorum/quorum.js';
import {ETCD_BOOTSTRAP_ENV} from '../../src/core/render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../../src/core/render/etcd/marker.js';
import type {KubeObject} from '../../src/core/render/kube/object.js';
import type {Snapshot} from '../../src/ports/etcd.js';
import {MemoryDisk} from './memory-disk.js';

interface Roster {
  readonly clusterId: EtcdId;
  readonly members: readonly MemoryMember[];
}

interface MemoryNode {
  readonly cordoned: boolean;
  /** By quorate. */
  readonly held?: true;
  /** Of the kubelet that reported last. */
  readonly version: string;
}

interface MemoryPod {
  readonly node: HostName;
  /** The disruption budget that lets nobody go. */
  readonly heldBy?: string;
}

export interface MemoryMember {
  readonly host: HostName;
  readonly peerUrl: string;
  readonly id: EtcdId;
  readonly learner: boolean;
}

/** Hosts with their disks and processes, the etcd cluster they form and what its API holds. */
export class MemoryWorld {
  /** Formed once a quorum of the static list runs; never formed twice. */
  roster: Roster | undefined;
  clustersFormed = 0;
  /** Somebody else's etcd holds the data of a cluster. */
  unmanagedEtcdHoldsCluster = false;
  /** By default it is a fault of the run when an operation leaves fewer voters serving than quorum. */
  mayLoseQuorum = false;
  /** Hosts whose member runs and answers nobody. */
  mute = new Set<HostName>();
  /** Ids are never used twice: a member that is added again is another one. */
  private membersAdded = 0;
  private everStarted = new Set<EtcdId>();
  private leading: EtcdId | undefined;
  /** Nodes that a kubelet has registered. */
  nodes = new Map<HostName, MemoryNode>();
  /** With their namespace, by name. */
  pods = new Map<string, MemoryPod>();
  /** Paths of programs that end as soon as they are started. */
  broken = new Set<string>();
  /** Taken, oldest first. */
  snapshots: readonly Snapshot[] = [];
  /** What clients ask API servers for. */
  deprecated: readonly DeprecatedUse[] = [];
  /** Hosts that nobody can reach. */
  unreachable = new Set<HostName>();

  private constructor(
    readonly disks: Map<HostName, MemoryDisk>,
    readonly objects: Map<string, KubeObject>,
    readonly labels: Map<string, Readonly<Record<string, string>>>,
  ) {}

  static empty = ({hosts}: DesiredCluster): MemoryWorld =>
    new MemoryWorld(
      new Map(hosts.map(({name, address}) => [name, new MemoryDisk(name, address)])),
      new Map(),
      new Map(),
    );

  clone(): MemoryWorld {
    const disks = new Map([...this.disks].map(([name, disk]) => [name, disk.clone()]));
    const copy = new MemoryWorld(disks, new Map(this.objects), new Map(this.labels));
    copy.roster = this.roster;
    copy.clustersFormed = this.clustersFormed;
    copy.unmanagedEtcdHoldsCluster = this.unmanagedEtcdHoldsCluster;
    copy.mute = new Set(this.mute);
    copy.mayLoseQuorum = this.mayLoseQuorum;
    copy.membersAdded = this.membersAdded;
    copy.everStarted = new Set(this.everStarted);
    copy.leading = this.leading;
    copy.nodes = new Map(this.nodes);
    copy.pods = new Map(this.pods);
    copy.broken = new Set(this.broken);
    copy.snapshots = this.snapshots;
    copy.deprecated = this.deprecated;
    copy.unreachable = new Set(this.unreachable);
    return copy;
  }

  disk = (host: HostName): MemoryDisk => this.disks.get(host)!;

  /** daemon-reload, enable and start, as far as the start guard of etcd lets it. */
  start(host: HostName, unit: string): void {
    const disk = this.disk(host);
    disk.enabled.add(unit);
    if (unit === 'etcd.service' && !guardLets(disk)) disk.started.delete(unit);
    else {
      disk.start(unit, this.broken);
      // The first thing an API server does is to write its own objects.
      this.unmanagedEtcdHoldsCluster ||= unit === 'kube-apiserver.service' && disk.runs(unit);
    }
  }

  stop = (host: HostName, unit: string): void => void this.disk(host).started.delete(unit);

  /** The hosts lose power as well, and come back with whatever is enabled. */
  powerCycle(): void {
    for (const disk of this.disks.values()) disk.started.clear();
    for (const [host, disk] of this.disks)
      if (!this.unreachable.has(host)) for (const unit of disk.enabled) this.start(host, unit);
    this.settle();
  }

  /** The machine is gone for good, and so is what it ran. */
  lose(host: HostName): void {
    this.unreachable.add(host);
    this.disk(host).started.clear();
    this.settle();
  }

  /** A new machine comes in the place of a host. */
  replace(host: HostName): void {
    this.unreachable.delete(host);
    const {address, machineId} = this.disk(host);
    this.disks.set(host, new MemoryDisk(host, address));
    this.disk(host).machineId = sha256(`after ${machineId}`).slice(0, 32);
  }

  /** Only of a member that is in no list: to delete the data of any other is a fault of the run. */
  deleteData(host: HostName): void {
    this.assertUnlisted(host);
    this.disk(host).etcdData = undefined;
  }

  private assertUnlisted(host: HostName): void {
    const {etcdData} = this.disk(host);
    const owner = this.roster?.members.find(({id}) => id === etcdData?.memberId);
    if (owner !== undefined)
      throw new Error(`the data of ${owner.host} were deleted, a ${owner.learner ? 'learner' : 'voter'} of the list`);
  }

  /** Everything that quorate put there goes, and what it ran stops; of a reset that is cut off, half of it. */
  reset(host: HostName, torn: boolean): void {
    this.assertUnlisted(host);
    const disk = this.disk(host);
    disk.started.clear();
    disk.enabled.clear();
    const {files} = disk;
    const some = [...files.keys()].filter((_, index) => !torn || index % 2 === 0);
    // Last of all goes what the host's own story is read from.
    for (const path of some) if (!/^\/(var\/lib|etc)\/quorate\//.test(path)) files.delete(path);
    if (torn) return;
    this.disks.set(host, new MemoryDisk(host, disk.address));
    this.disk(host).machineId = disk.machineId;
    for (const name of disk.modules) this.disk(host).modules.add(name);
    for (const [key, value] of disk.sysctls) this.disk(host).sysctls.set(key, value);
  }

  /** Does this member run, with its own data? */
  serves = ({host, id}: MemoryMember): boolean => {
    const disk = this.disk(host);
    return !this.mute.has(host) && disk.runs('etcd.service') && disk.etcdData?.memberId === id;
  };

  hasQuorum(): boolean {
    const voters = this.roster?.members.filter(member => !member.learner) ?? [];
    return voters.filter(this.serves).length >= quorum(voters.length);
  }

  /** As etcd does: a learner at a time, and without a look at whether it lives. */
  addLearner(host: HostName, peerUrl: string): void {
    const {clusterId, members} = this.roster!;
    if (members.some(member => member.learner)) throw new Error('etcd takes one learner at a time');
    const id = etcdId(sha256(`${clusterId} ${peerUrl} ${++this.membersAdded}`).slice(0, 16));
    this.roster = {clusterId, members: [...members, {host, peerUrl, id, learner: true}]};
  }

  promote(peerUrl: string): void {
    const {clusterId, members} = this.roster!;
    this.roster = {
      clusterId,
      members: members.map(each => (each.peerUrl === peerUrl ? {...each, learner: false} : each)),
    };
  }

  leader(): EtcdId | undefined {
    const voters = this.roster?.members.filter(member => !member.learner && this.serves(member)) ?? [];
    return (voters.find(({id}) => id === this.leading) ?? voters[0])?.id;
  }

  moveLeader(from: string, to: string): void {
    const find = (peerUrl: string) => this.roster!.members.find(member => member.peerUrl === peerUrl)!;
    if (this.leader() === find(from).id) this.leading = find(to).id;
  }

  /** As etcd does. That a leader is removed while it leads is a fault of the run. */
  remove(peerUrl: string): void {
    const {clusterId, members} = this.roster!;
    const member = members.find(each => each.peerUrl === peerUrl);
    if (member?.id !== undefined && member.id === this.leader())
      throw new Error(`${member.host} was removed while it led`);
    this.roster = {clusterId, members: members.filter(each => each !== member)};
  }

  wasStarted = ({id}: MemoryMember): boolean => this.everStarted.has(id);

  /** Pods that are told to go are gone at once, unless a budget holds them. */
  drain(node: HostName): void {
    this.mark(node, {cordoned: true});
    for (const [name, pod] of this.pods) if (pod.node === node && pod.heldBy === undefined) this.pods.delete(name);
  }

  /** Leaves alone what somebody else has cordoned. */
  cordon(node: HostName): void {
    if (!this.nodes.has(node)) throw new Error(`there is no node ${node}`);
    if (!this.nodes.get(node)!.cordoned) this.mark(node, {cordoned: true, held: true});
  }

  release(node: HostName): void {
    const found = this.nodes.get(node);
    if (found?.held) this.nodes.set(node, {cordoned: false, version: found.version});
  }

  private mark(node: HostName, changes: Partial<MemoryNode>): void {
    const found = this.nodes.get(node);
    if (found) this.nodes.set(node, {...found, ...changes});
  }

  deleteNode(node: HostName): void {
    this.nodes.delete(node);
    this.labels.delete(node);
  }

  /** A learner only; its process ends as etcd's does when it hears that it was removed. */
  removeLearner(peerUrl: string): void {
    const {clusterId, members} = this.roster!;
    this.roster = {clusterId, members: members.filter(each => each.peerUrl !== peerUrl || !each.learner)};
  }

  /** A member told `existing` starts only where it was added, and told of exactly the members there are. */
  private admit(disk: MemoryDisk, told: InitialCluster): void {
    const own = this.roster?.members.find(member => member.host === disk.name);
    const urls = (members: readonly {readonly peerUrl: string}[]) =>
      members
        .map(({peerUrl}) => peerUrl)
        .sort()
        .join();
    if (this.roster && own && urls(told.members) === urls(this.roster.members))
      disk.etcdData = {clusterId: this.roster.clusterId, memberId: own.id};
  }

  /** What hosts do by themselves: members with one static list elect a leader once a quorum of it runs. */
  settle(): void {
    this.formAndJoin();
    // A kubelet that runs registers its node again and again.
    const served = [...this.disks.values()].some(disk => disk.runs('kube-apiserver.service'));
    for (const [host, disk] of this.disks)
      if (served && disk.runs('kubelet.service') && disk.files.has('/etc/kubernetes/kubelet.conf'))
        this.nodes.set(host, {
          ...(this.nodes.get(host) ?? {cordoned: false}),
          version: disk.versionOf('kubelet.service') ?? '',
        });
    for (const member of this.roster?.members ?? []) if (this.serves(member)) this.everStarted.add(member.id);
    if (this.roster && !this.hasQuorum() && !this.mayLoseQuorum)
      throw new Error(`etcd lost quorum: ${this.roster.members.map(each => this.standing(each)).join(', ')}`);
  }

  private standing = (member: MemoryMember): string =>
    `${member.host} ${this.serves(member) ? 'serves' : 'does not serve'}${member.learner ? ', a learner' : ''}`;

  private formAndJoin(): void {
    for (const disk of this.disks.values()) {
      if (!disk.runs('etcd.service') || disk.etcdData !== undefined) continue;
      const list = initialCluster(disk);
      if (list.state === 'existing') this.admit(disk, list);
      if (list.state !== 'new') continue;
      const peers = [...this.disks.values()].filter(
        peer => peer.runs('etcd.service') && initialCluster(peer).text === list.text,
      );
      if (peers.length < quorum(list.members.length)) continue;
      this.roster ??= this.found(list);
      for (const peer of peers) {
        const own = this.roster.members.find(member => member.host === peer.name);
        if (own) peer.etcdData ??= {clusterId: this.roster.clusterId, memberId: own.id};
      }
    }
  }

  private found({text, members}: InitialCluster): Roster {
    this.clustersFormed++;
    const id = (of: string) => etcdId(sha256(of).slice(0, 16));
    return {clusterId: id(text), members: members.map(each => ({...each, id: id(text + each.host), learner: false}))};
  }

  /**
   * All that a user could see, with what is random in every run (keys, and what is signed with them) by name only, and
   * each member's id by its host: one that was added twice is the same to a user.
   */
  picture(): string {
    const random = (path: string) => /\.(key|crt|pub|conf)$|encryption\.yaml$/.test(path);
    const said = (disk: MemoryDisk, path: string, digest: string) =>
      (ETCD_MARKERS as readonly string[]).includes(path)
        ? disk.text(path)
        : path.endsWith('/quorate/identity')
          ? disk.text(path)?.replace(/^(cluster|ca|machineId)=.*$/gm, '$1=*')
          : random(path)
            ? '*'
            : digest;
    const picture = JSON.stringify([
      [...this.disks.values()].map(disk => ({
        host: disk.name,
        files: [...disk.files].map(([path, {digest, mode}]) => [path, mode, said(disk, path, digest)]).sort(),
        links: [...disk.links].sort(),
        directories: [...disk.directories].sort(),
        owned: [...disk.owned].sort(),
        units: [...disk.started.keys()]
          .map(unit => [unit, disk.enabled.has(unit), disk.isFresh(unit), disk.active(unit)])
          .sort(),
        images: [...disk.images].sort(),
        sysctls: [...disk.sysctls].sort(),
        etcd: disk.etcdData,
        labels: this.labels.get(disk.name),
      })),
      this.roster && {...this.roster, members: this.roster.members.toSorted(byHost)},
      [...this.nodes].sort(),
      [...this.objects.keys()].sort(),
    ]);
    const members = this.roster?.members ?? [];
    return members.reduce((text, {id, host}) => text.replaceAll(id, `id of ${host}`), picture);
  }
}

const byHost = (one: MemoryMember, other: MemoryMember) => one.host.localeCompare(other.host);

interface InitialCluster {
  readonly text: string;
  readonly state: string;
  readonly members: readonly {readonly host: HostName; readonly peerUrl: string}[];
}

function initialCluster(disk: MemoryDisk): InitialCluster {
  const env = disk.text(ETCD_BOOTSTRAP_ENV) ?? '';
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(env)?.[1] ?? '';
  const text = value('ETCD_INITIAL_CLUSTER');
  const pairs = text.split(',').map(each => each.split('=') as [HostName, string]);
  return {
    text,
    state: value('ETCD_INITIAL_CLUSTER_STATE'),
    members: pairs.map(([host, peerUrl]) => ({host, peerUrl})),
  };
}

/**
 * The start guard of the etcd unit: without data only a member that is forming, or a learner, may start, and both
 * markers must say so; with data, none that was removed and none that is told to found a cluster.
 */
function guardLets(disk: MemoryDisk): boolean {
  const toldNew = initialCluster(disk).state === 'new';
  const [beside, copy] = ETCD_MARKERS.map(path => disk.markerAt(path));
  const states = [beside?.state, copy?.state];
  const ids = new Set([beside?.memberId, copy?.memberId].filter(id => id !== undefined));
  if (ids.size > 1 || states.includes('removed')) return false;
  // The copy is written last: /var is older than /etc, and so may be the data.
  const isNew = (state: string | undefined) => state === 'forming' || state === 'learner';
  if (isNew(beside?.state) && (copy?.state === 'member' || copy?.state === 'leaving')) return false;
  if (disk.etcdData !== undefined) return !toldNew || states.every(state => state === undefined || state === 'forming');
  return states.every(state => state === (toldNew ? 'forming' : 'learner'));
}
