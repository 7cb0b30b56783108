import type {DesiredCluster} from '../../src/core/cluster/desired.js';
import {sha256} from '../../src/core/cluster/digest.js';
import {type EtcdId, etcdId, type HostName} from '../../src/core/cluster/names.js';
import {ETCD_BOOTSTRAP_ENV} from '../../src/core/render/etcd/bootstrap.js';
import {ETCD_MARKER} from '../../src/core/render/etcd/marker.js';
import type {KubeObject} from '../../src/core/render/kube/object.js';
import {quorum} from '../../src/core/topology/quorum.js';
import {MemoryDisk} from './memory-disk.js';

interface Roster {
  readonly clusterId: EtcdId;
  readonly members: readonly MemoryMember[];
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
  storeHoldsCluster = false;
  /** By default it is a fault of the run when an operation leaves fewer voters serving than quorum. */
  mayLoseQuorum = false;
  /** Hosts whose member runs and answers nobody. */
  mute = new Set<HostName>();
  /** Ids are never used twice: a member that is added again is another one. */
  private membersAdded = 0;

  private constructor(
    readonly disks: ReadonlyMap<HostName, MemoryDisk>,
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
    copy.storeHoldsCluster = this.storeHoldsCluster;
    copy.mute = new Set(this.mute);
    copy.mayLoseQuorum = this.mayLoseQuorum;
    copy.membersAdded = this.membersAdded;
    return copy;
  }

  disk = (host: HostName): MemoryDisk => this.disks.get(host)!;

  /** daemon-reload, enable and start, as far as the start guard of etcd lets it. */
  start(host: HostName, unit: string): void {
    const disk = this.disk(host);
    disk.enabled.add(unit);
    if (unit === 'etcd.service' && !guardLets(disk)) disk.started.delete(unit);
    else {
      disk.started.set(unit, disk.fingerprint(unit));
      disk.reloaded.set(unit, disk.reloadPrint(unit));
      // The first thing an API server does is to write its own objects.
      this.storeHoldsCluster ||= unit === 'kube-apiserver.service';
    }
  }

  /** The hosts lose power as well, and come back with whatever is enabled. */
  powerCycle(): void {
    for (const disk of this.disks.values()) disk.started.clear();
    for (const [host, disk] of this.disks) for (const unit of disk.enabled) this.start(host, unit);
    this.settle();
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

  /** A learner only; its process ends as etcd's does when it hears that it was removed. */
  withdraw(peerUrl: string): void {
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
      path === ETCD_MARKER ? disk.text(path) : random(path) ? '*' : digest;
    const picture = JSON.stringify([
      [...this.disks.values()].map(disk => ({
        host: disk.name,
        files: [...disk.files].map(([path, {digest, mode}]) => [path, mode, said(disk, path, digest)]).sort(),
        links: [...disk.links].sort(),
        directories: [...disk.directories].sort(),
        owned: [...disk.owned].sort(),
        units: [...disk.started.keys()].map(unit => [unit, disk.enabled.has(unit), disk.isFresh(unit)]).sort(),
        images: [...disk.images].sort(),
        sysctls: [...disk.sysctls].sort(),
        etcd: disk.etcdData,
        labels: this.labels.get(disk.name),
      })),
      this.roster,
      [...this.objects.keys()].sort(),
    ]);
    const members = this.roster?.members ?? [];
    return members.reduce((text, {id, host}) => text.replaceAll(id, `id of ${host}`), picture);
  }
}

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

/** The start guard of the etcd unit: a known member starts neither from nothing nor while told to found a cluster. */
function guardLets(disk: MemoryDisk): boolean {
  const toldNew = initialCluster(disk).state === 'new';
  switch (disk.marker()?.state) {
    case 'member':
    case 'leaving':
      return disk.etcdData !== undefined && !toldNew;
    case 'removed':
      return disk.etcdData === undefined && !toldNew;
    case 'learner':
      return !toldNew;
    default:
      return true;
  }
}
