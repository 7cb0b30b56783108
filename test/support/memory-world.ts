import type {DeprecatedUse} from '../../src/core/model/deprecated-api.js';
import type {DesiredCluster} from '../../src/core/model/desired.js';
import {sha256} from '../../src/core/model/digest.js';
import {type EtcdId, etcdId, type HostName} from '../../src/core/model/names.js';
import {quorum} from '../../src/core/quorum/quorum.js';
import {ETCD_BOOTSTRAP_ENV} from '../../src/core/render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../../src/core/render/etcd/marker.js';
import type {KubeObject} from '../../src/core/render/kube/object.js';
import {compareVersions, minorOf} from '../../src/core/versions/version.js';
import type {Snapshot} from '../../src/ports/etcd.js';
import {MemoryDisk} from './memory-disk.js';
import {assertOneCluster, restoredMembership} from './memory-etcd-data.js';
import type {LabelledNode} from './memory-node-labels.js';

interface Membership {
  readonly clusterId: EtcdId;
  readonly members: readonly MemoryMember[];
}

interface MemoryNode {
  readonly cordoned: boolean;
  /** Cordoned by quorate. */
  readonly held?: true;
  /** Of the kubelet that last registered the node. */
  readonly version: string;
}

interface MemoryPod {
  readonly node: HostName;
  /** The PodDisruptionBudget that blocks its eviction. */
  readonly blockedBy?: string;
}

export interface MemoryMember {
  readonly host: HostName;
  readonly peerUrl: string;
  readonly id: EtcdId;
  readonly learner: boolean;
}

/** Hosts with their disks and processes, their etcd cluster, and the objects of the API. */
export class MemoryWorld {
  /** Undefined until a quorum of the static member list runs. */
  membership: Membership | undefined;
  bootstrapCount = 0;
  /** The unmanaged etcd has the data of a cluster. */
  unmanagedEtcdHoldsCluster = false;
  /** By default an operation after which fewer voters serve than quorum fails the test. */
  mayLoseQuorum = false;
  /** The minor that all voters have served: an etcd of an older one does not start. */
  clusterVersion: string | undefined;
  /** Hosts whose etcd runs and does not respond. */
  unresponsive = new Set<HostName>();
  /** Hosts whose etcd was stopped: when it runs again, it serves as soon as there is quorum. */
  stopped = new Set<HostName>();
  /** Part of new member ids, so that a host that is added again gets another id. */
  private membersAdded = 0;
  private everStarted = new Set<EtcdId>();
  private leading: EtcdId | undefined;
  /** Nodes that a kubelet has registered. */
  nodes = new Map<HostName, MemoryNode>();
  /** Called when etcd has started on a host. */
  afterStart: ((host: HostName) => void) | undefined;
  /** By `namespace/name`. */
  pods = new Map<string, MemoryPod>();
  /** Paths of programs that exit as soon as they are started, and texts in a unit that make its program exit. */
  broken = new Set<string>();
  /** "NOSPACE <member id>" */
  alarms: readonly string[] = [];
  /** Oldest first. */
  snapshots: readonly Snapshot[] = [];
  /** Deprecated APIs that clients request. */
  deprecated: readonly DeprecatedUse[] = [];
  /** Unreachable hosts. */
  unreachable = new Set<HostName>();
  /** Nodes whose packets to other nodes are dropped: flannel's port is blocked. */
  offPodNetwork = new Set<HostName>();
  /** How many questions cluster DNS does not answer before it does. */
  dnsStarting = 0;
  /** The files of the operator's directory with the CAs, by name. */
  caHome = new Map<string, Buffer>();
  /** Hosts that cannot download from the source of binaries and images. */
  noSource = new Set<HostName>();

  private constructor(
    readonly disks: Map<HostName, MemoryDisk>,
    readonly objects: Map<string, KubeObject>,
    readonly labels: Map<string, LabelledNode>,
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
    copy.membership = this.membership;
    copy.bootstrapCount = this.bootstrapCount;
    copy.unmanagedEtcdHoldsCluster = this.unmanagedEtcdHoldsCluster;
    copy.clusterVersion = this.clusterVersion;
    copy.unresponsive = new Set(this.unresponsive);
    copy.stopped = new Set(this.stopped);
    copy.mayLoseQuorum = this.mayLoseQuorum;
    copy.membersAdded = this.membersAdded;
    copy.everStarted = new Set(this.everStarted);
    copy.leading = this.leading;
    copy.nodes = new Map(this.nodes);
    copy.pods = new Map(this.pods);
    copy.broken = new Set(this.broken);
    copy.alarms = this.alarms;
    copy.snapshots = this.snapshots;
    copy.deprecated = this.deprecated;
    copy.unreachable = new Set(this.unreachable);
    copy.caHome = new Map(this.caHome);
    copy.noSource = new Set(this.noSource);
    copy.offPodNetwork = new Set(this.offPodNetwork);
    copy.dnsStarting = this.dnsStarting;
    return copy;
  }

  disk = (host: HostName): MemoryDisk => this.disks.get(host)!;

  /** daemon-reload, enable and start. The start guard of etcd can prevent the start. */
  start(host: HostName, unit: string): void {
    const disk = this.disk(host);
    disk.enabled.add(unit);
    if (unit === 'etcd.service' && !guardAllows(disk)) disk.started.delete(unit);
    else {
      disk.start(unit, this.broken);
      if (unit === 'etcd.service' && this.isTooOld(disk)) disk.failing.set(unit, 0);
      if (unit === 'etcd.service') this.afterStart?.(host);
      // An API server writes objects of its own when it starts.
      this.unmanagedEtcdHoldsCluster ||= unit === 'kube-apiserver.service' && disk.runs(unit);
    }
  }

  private isTooOld(disk: MemoryDisk): boolean {
    const version = disk.versionOf('etcd.service');
    return (
      disk.etcdData !== undefined &&
      version !== undefined &&
      this.clusterVersion !== undefined &&
      compareVersions(version, `${this.clusterVersion}.0`) < 0
    );
  }

  /** As the leader of etcd does, when it knows the version of every member. */
  private raiseClusterVersion(): void {
    const voters = this.membership?.members.filter(({learner}) => !learner) ?? [];
    const versions = voters.flatMap(each =>
      this.serves(each) ? (this.disk(each.host).versionOf('etcd.service') ?? []) : [],
    );
    const [lowest] = versions.toSorted(compareVersions);
    if (lowest === undefined || versions.length < voters.length) return;
    if (this.clusterVersion === undefined || compareVersions(lowest, `${this.clusterVersion}.0`) > 0)
      this.clusterVersion = minorOf(lowest);
  }

  stop = (host: HostName, unit: string): void => {
    if (unit === 'etcd.service') this.stopped.add(host);
    this.disk(host).started.delete(unit);
  };

  /** All hosts lose power. The reachable ones boot again with their enabled units. */
  powerCycle(): void {
    for (const [host, disk] of this.disks) {
      this.stopped.add(host);
      disk.started.clear();
    }
    for (const [host, disk] of this.disks)
      if (!this.unreachable.has(host)) for (const unit of disk.enabled) this.start(host, unit);
    this.settle();
  }

  /** The machine is permanently gone. */
  lose(host: HostName): void {
    this.unreachable.add(host);
    this.disk(host).started.clear();
    this.settle();
  }

  /** A new machine gets the name and address of a host. */
  replace(host: HostName): void {
    this.unreachable.delete(host);
    const {address, machineId} = this.disk(host);
    this.disks.set(host, new MemoryDisk(host, address));
    this.disk(host).machineId = sha256(`after ${machineId}`).slice(0, 32);
  }

  /** Fails the test if a listed member owns the data. */
  deleteData(host: HostName): void {
    this.assertUnlisted(host);
    this.disk(host).etcdData = undefined;
  }

  private assertUnlisted(host: HostName): void {
    const {etcdData} = this.disk(host);
    const owner = this.membership?.members.find(({id}) => id === etcdData?.memberId);
    if (owner !== undefined)
      throw new Error(
        `the data of ${owner.host} were deleted, which is a listed ${owner.learner ? 'learner' : 'voter'}`,
      );
  }

  /** Stops services and deletes what quorate installed; an interrupted reset deletes half of the files. */
  reset(host: HostName, torn: boolean): void {
    this.assertUnlisted(host);
    const disk = this.disk(host);
    disk.started.clear();
    disk.enabled.clear();
    const {files} = disk;
    const some = [...files.keys()].filter((_, index) => !torn || index % 2 === 0);
    // The records of the host itself are deleted last.
    for (const path of some) if (!/^\/(var\/lib|etc)\/quorate\//.test(path)) files.delete(path);
    if (torn) return;
    this.disks.set(host, new MemoryDisk(host, disk.address));
    this.disk(host).machineId = disk.machineId;
    this.disk(host).without = new Set([...disk.without, ...disk.brought]);
    for (const name of disk.modules) this.disk(host).modules.add(name);
    for (const [key, value] of disk.sysctls) this.disk(host).sysctls.set(key, value);
  }

  /** The member runs with its own data and responds. */
  serves = ({host, id}: MemoryMember): boolean => {
    const disk = this.disk(host);
    return !this.unresponsive.has(host) && disk.runs('etcd.service') && disk.etcdData?.memberId === id;
  };

  hasQuorum(): boolean {
    const voters = this.membership?.members.filter(member => !member.learner) ?? [];
    return voters.filter(this.serves).length >= quorum(voters.length);
  }

  /** As in etcd: one learner at a time, without a check of whether it runs. */
  addLearner(host: HostName, peerUrl: string): void {
    const {clusterId, members} = this.membership!;
    if (members.some(member => member.learner)) throw new Error('etcd accepts one learner at a time');
    const id = etcdId(sha256(`${clusterId} ${peerUrl} ${++this.membersAdded}`).slice(0, 16));
    this.membership = {clusterId, members: [...members, {host, peerUrl, id, learner: true}]};
  }

  promote(peerUrl: string): void {
    const {clusterId, members} = this.membership!;
    this.membership = {
      clusterId,
      members: members.map(each => (each.peerUrl === peerUrl ? {...each, learner: false} : each)),
    };
  }

  leader(): EtcdId | undefined {
    const voters = this.membership?.members.filter(member => !member.learner && this.serves(member)) ?? [];
    return (voters.find(({id}) => id === this.leading) ?? voters[0])?.id;
  }

  moveLeader(from: string, to: string): void {
    const find = (peerUrl: string) => this.membership!.members.find(member => member.peerUrl === peerUrl)!;
    if (this.leader() === find(from).id) this.leading = find(to).id;
  }

  /** As in etcd. To remove the leader fails the test. */
  remove(peerUrl: string): void {
    const {clusterId, members} = this.membership!;
    const member = members.find(each => each.peerUrl === peerUrl);
    if (member?.id !== undefined && member.id === this.leader())
      throw new Error(`${member.host} was removed while it was the leader`);
    this.membership = {clusterId, members: members.filter(each => each !== member)};
  }

  wasStarted = ({id}: MemoryMember): boolean => this.everStarted.has(id);

  /** Evicted pods disappear at once. A PodDisruptionBudget can block the eviction. */
  drain(node: HostName): void {
    this.mark(node, {cordoned: true});
    for (const [name, pod] of this.pods) if (pod.node === node && pod.blockedBy === undefined) this.pods.delete(name);
  }

  /** Does not annotate a node that was cordoned before. */
  cordon(node: HostName): void {
    if (!this.nodes.has(node)) throw new Error(`no such node: ${node}`);
    if (!this.nodes.get(node)!.cordoned) this.mark(node, {cordoned: true, held: true});
  }

  uncordon(node: HostName): void {
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

  /** Only a learner. */
  removeLearner(peerUrl: string): void {
    const {clusterId, members} = this.membership!;
    this.membership = {clusterId, members: members.filter(each => each.peerUrl !== peerUrl || !each.learner)};
  }

  /** A member with initial-cluster-state `existing` starts only if it was added and lists exactly the current members. */
  private joinExisting(disk: MemoryDisk, initial: InitialCluster): void {
    const own = this.membership?.members.find(member => member.host === disk.name);
    const urls = (members: readonly {readonly peerUrl: string}[]) =>
      members
        .map(({peerUrl}) => peerUrl)
        .sort()
        .join();
    if (this.membership && own && urls(initial.members) === urls(this.membership.members))
      disk.etcdData = {clusterId: this.membership.clusterId, memberId: own.id};
  }

  /** What happens without quorate: members bootstrap or join etcd, and kubelets register their nodes. */
  settle(): void {
    this.bootstrapAndJoin();
    const running = [...this.disks.values()].filter(disk => disk.runs('etcd.service'));
    assertOneCluster(running);
    const restored = restoredMembership(running);
    if (restored !== undefined && restored.clusterId !== this.membership?.clusterId) this.membership = restored;
    this.raiseClusterVersion();
    // A running kubelet registers its node again if it was deleted.
    const hasApi = [...this.disks.values()].some(disk => disk.runs('kube-apiserver.service'));
    for (const [host, disk] of this.disks)
      if (hasApi && disk.runs('kubelet.service') && disk.files.has('/etc/kubernetes/kubelet.conf'))
        this.nodes.set(host, {
          ...(this.nodes.get(host) ?? {cordoned: false}),
          version: disk.versionOf('kubelet.service') ?? '',
        });
    for (const member of this.membership?.members ?? []) if (this.serves(member)) this.everStarted.add(member.id);
    if (this.membership && !this.hasQuorum() && !this.mayLoseQuorum)
      throw new Error(`etcd lost quorum: ${this.membership.members.map(each => this.stateOf(each)).join(', ')}`);
  }

  private stateOf = (member: MemoryMember): string =>
    `${member.host} ${this.serves(member) ? 'serves' : 'does not serve'}${member.learner ? ', a learner' : ''}`;

  private bootstrapAndJoin(): void {
    for (const disk of this.disks.values()) {
      if (!disk.runs('etcd.service') || disk.etcdData !== undefined) continue;
      const list = initialCluster(disk);
      if (list.state === 'existing') this.joinExisting(disk, list);
      if (list.state !== 'new') continue;
      const peers = [...this.disks.values()].filter(
        peer => peer.runs('etcd.service') && initialCluster(peer).text === list.text,
      );
      if (peers.length < quorum(list.members.length)) continue;
      this.membership ??= this.bootstrap(list);
      for (const peer of peers) {
        const own = this.membership.members.find(member => member.host === peer.name);
        if (own) peer.etcdData ??= {clusterId: this.membership.clusterId, memberId: own.id};
      }
    }
  }

  private bootstrap({text, members}: InitialCluster): Membership {
    this.bootstrapCount++;
    const id = (of: string) => etcdId(sha256(of).slice(0, 16));
    return {clusterId: id(text), members: members.map(each => ({...each, id: id(text + each.host), learner: false}))};
  }

  /**
   * The state of the world as text, to compare the ends of two runs. Keys and what is signed with them are random in every
   * run: of these only the name is in it. Member ids are replaced by the host, because a member that was added twice has
   * another id.
   */
  picture(): string {
    const random = (path: string) => /\.(key|crt|pub|conf)$|encryption\.yaml$/.test(path);
    const contentFor = (disk: MemoryDisk, path: string, digest: string) =>
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
        files: [...disk.files].map(([path, {digest, mode}]) => [path, mode, contentFor(disk, path, digest)]).sort(),
        links: [...disk.links].sort(),
        directories: [...disk.directories].sort(),
        owned: [...disk.owned].sort(),
        pendingKeys: [...disk.pendingKeys.keys()].sort(),
        units: [...disk.started.keys()]
          .map(unit => [unit, disk.enabled.has(unit), disk.isFresh(unit), disk.active(unit)])
          .sort(),
        images: [...disk.images].sort(),
        booleans: [...disk.booleans].sort(),
        users: [...disk.users].sort(),
        owners: [...disk.owners].sort(),
        kept: [...disk.kept.keys()].sort(),
        packages: [[...disk.without].sort(), [...disk.brought].sort(), disk.installing],
        sysctls: [...disk.sysctls].sort(),
        etcd: disk.etcdData,
        beside: {...disk.beside, old: [...disk.beside.old]},
        labels: this.labels.get(disk.name),
      })),
      this.membership && {...this.membership, members: this.membership.members.toSorted(byHost)},
      [...this.nodes].sort(),
      [...this.objects.keys()].sort(),
      [...this.caHome.keys()].sort(),
    ]);
    const members = this.membership?.members ?? [];
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
 * The start guard of the etcd unit. Without data a member starts only if both markers say `forming` (to bootstrap) or
 * `learner` (to join). With data a removed member does not start, and neither does one that would bootstrap again.
 */
function guardAllows(disk: MemoryDisk): boolean {
  const startsNew = initialCluster(disk).state === 'new';
  const [primary, copy] = ETCD_MARKERS.map(path => disk.markerAt(path));
  const states = [primary?.state, copy?.state];
  if (states.includes('restoring')) return false;
  const ids = new Set([primary?.memberId, copy?.memberId].filter(id => id !== undefined));
  if (ids.size > 1 || states.includes('removed')) return false;
  // The copy is written last. If it is ahead of the marker, /var was restored from an older state.
  const isNew = (state: string | undefined) => state === 'forming' || state === 'learner';
  if (isNew(primary?.state) && (copy?.state === 'member' || copy?.state === 'leaving')) return false;
  if (disk.etcdData !== undefined)
    return !startsNew || states.every(state => state === undefined || state === 'forming');
  return states.every(state => state === (startsNew ? 'forming' : 'learner'));
}
