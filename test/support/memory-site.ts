import type {DesiredCluster} from '../../src/core/cluster/desired.js';
import {sha256} from '../../src/core/cluster/digest.js';
import {type Fact, known, unknown} from '../../src/core/cluster/fact.js';
import {type EtcdId, etcdId, type HostName} from '../../src/core/cluster/names.js';
import type {EtcdState, KubeState, ObservedCluster} from '../../src/core/cluster/observed.js';
import type {Artifact, Release} from '../../src/core/components/bundle.js';
import {Failure} from '../../src/core/failure.js';
import {questionAbout} from '../../src/core/plan/question.js';
import {ETCD_BOOTSTRAP_ENV} from '../../src/core/render/etcd/bootstrap.js';
import {type KubeObject, objectKey} from '../../src/core/render/kube/object.js';
import type {Templates} from '../../src/core/render/types.js';
import {quorum} from '../../src/core/topology/quorum.js';
import type {HostFile, HostPort, Site} from '../../src/run/site.js';
import {MemoryDisk} from './memory-disk.js';

/** The process died: nothing of it goes on. */
export class PowerCut extends Error {}

/** before: nothing reached the host. torn: part of the operation did. sent: all of it, but no answer came. after: the answer came. */
export type Cut = {readonly at: number; readonly when: 'before' | 'torn' | 'sent' | 'after'};

interface World {
  readonly disks: Map<HostName, MemoryDisk>;
  /** Formed once a quorum of the static list runs; never formed twice. */
  roster: {clusterId: EtcdId; members: MemoryMember[]} | undefined;
  readonly objects: Map<string, KubeObject>;
  readonly labels: Map<string, Readonly<Record<string, string>>>;
  clustersFormed: number;
  /** How often an operation left fewer voters serving than quorum. */
  quorumLost: number;
}

interface MemoryMember {
  readonly host: HostName;
  readonly peerUrl: string;
  readonly id: EtcdId;
  learner: boolean;
}

/**
 * Hosts, etcd and the API in memory, with the power cut before, during or after any changing operation. After a cut
 * every further operation dies too, as in a process that is gone: the lanes of other hosts stop where they are.
 */
export class MemorySite implements Site {
  operations: string[] = [];
  private dead = false;

  constructor(
    private readonly whole: DesiredCluster,
    private readonly release: Release,
    private readonly templates: Templates,
    private readonly world: World = fresh(whole),
    private readonly cut?: Cut,
  ) {}

  /** The same hosts as a new process finds them. */
  reborn(cut?: Cut, whole = this.whole): MemorySite {
    const {disks, roster, objects, labels, clustersFormed, quorumLost} = this.world;
    const world: World = {
      disks: new Map([...disks].map(([name, disk]) => [name, disk.clone()])),
      roster: structuredClone(roster),
      objects: new Map(objects),
      labels: new Map(labels),
      clustersFormed,
      quorumLost,
    };
    return new MemorySite(whole, this.release, this.templates, world, cut);
  }

  disk = (host: HostName): MemoryDisk => this.world.disks.get(host)!;
  get clustersFormed(): number {
    return this.world.clustersFormed;
  }
  get quorumLost(): number {
    return this.world.quorumLost;
  }
  troubleWith = (): undefined => undefined;
  locked = <T>(_verb: string, use: (lost: AbortSignal) => Promise<T>): Promise<T> => use(new AbortController().signal);

  private async change(title: string, effect: (torn: boolean) => void): Promise<void> {
    this.alive();
    this.operations.push(title);
    const here = this.cut?.at === this.operations.length ? this.cut.when : undefined;
    if (here === 'before') this.die();
    effect(here === 'torn');
    this.settle();
    if (here !== undefined) this.die();
    await Promise.resolve();
  }

  private alive(): void {
    if (this.dead) throw new PowerCut('the process is dead');
  }

  private die(): never {
    this.dead = true;
    throw new PowerCut(`cut ${this.cut!.when} operation ${this.cut!.at}`);
  }

  host = (name: HostName): HostPort => {
    const disk = this.disk(name);
    const change = (what: string, effect: (torn: boolean) => void) => this.change(`${name}: ${what}`, effect);
    const some = <T>(all: readonly T[], torn: boolean) => (torn ? all.slice(0, Math.floor(all.length / 2)) : all);
    return {
      name,
      facts: async question => {
        this.alive();
        return disk.facts(question);
      },
      put: (files: readonly HostFile[]) =>
        change(`put ${files.length} files`, torn => {
          for (const {path, content, mode} of some(files, torn)) disk.put(path, Buffer.from(content), mode);
        }),
      read: async path => {
        this.alive();
        return disk.files.get(path)?.content;
      },
      install: (artifact: Artifact, path) =>
        change(`install ${artifact.name}`, torn => {
          disk.owned.add(path);
          if (!torn) disk.put(path, contentOf(artifact), artifact.kind === 'image' ? '644' : '755');
        }),
      link: links =>
        change(`link ${links.length}`, torn => {
          for (const {path, target} of some(links, torn)) {
            disk.owned.add(path);
            disk.links.set(path, target);
          }
        }),
      makeDirectories: directories =>
        change(`make ${directories.length} directories`, torn => {
          for (const {path, mode} of some(directories, torn)) disk.directories.set(path, mode);
        }),
      prepareKernel: (modules, sysctls) =>
        change('prepare the kernel', torn => {
          for (const module of modules) disk.modules.add(module);
          if (!torn) for (const [key, value] of Object.entries(sysctls)) disk.sysctls.set(key, value);
        }),
      run: units =>
        change(`run ${units.join(' ')}`, torn => {
          for (const unit of some(units, torn)) {
            disk.enabled.add(unit);
            if (unit === 'etcd.service' && !guardLets(disk)) continue;
            disk.started.set(unit, disk.fingerprint(unit));
            disk.reloaded.set(unit, disk.reloadPrint(unit));
          }
        }),
      reload: units =>
        change(`reload ${units.join(' ')}`, torn => {
          for (const unit of some(units, torn)) disk.reloaded.set(unit, disk.reloadPrint(unit));
        }),
      importImages: archives =>
        change('import images', torn => {
          for (const {image, path} of some(archives, torn)) {
            if (!disk.files.has(path)) throw new Error(`${name}: ${path} is not there to be imported`);
            disk.images.add(image);
          }
        }),
      reset: async () => {
        throw new Error('no scenario resets a host');
      },
    };
  };

  /** What hosts do by themselves: members with one static list elect a leader once a quorum of it runs. */
  private settle(): void {
    const {disks} = this.world;
    for (const disk of disks.values()) {
      if (!disk.runs('etcd.service') || disk.etcdData !== undefined) continue;
      const list = initialCluster(disk);
      if (list.state === 'existing') this.admit(disk, list.peerUrls);
      if (list.state !== 'new') continue;
      const peers = [...disks.values()].filter(
        peer => peer.runs('etcd.service') && initialCluster(peer).text === list.text,
      );
      if (peers.length < quorum(list.names.length)) continue;
      if (this.world.roster === undefined) {
        this.world.clustersFormed++;
        this.world.roster = {
          clusterId: etcdId(sha256(list.text).slice(0, 16)),
          members: list.names.map((each, index) => ({
            host: each as HostName,
            peerUrl: list.peerUrls[index]!,
            id: etcdId(sha256(list.text + each).slice(0, 16)),
            learner: false,
          })),
        };
      }
      for (const peer of peers) {
        const own = this.world.roster.members.find(member => member.host === peer.name);
        if (own) peer.etcdData = {clusterId: this.world.roster.clusterId, memberId: own.id};
      }
    }
    this.watchQuorum();
  }

  /** A member with `existing` starts only where it was added, and told of exactly the members there are. */
  private admit(disk: MemoryDisk, told: readonly string[]): void {
    const {roster} = this.world;
    const own = roster?.members.find(member => member.host === disk.name);
    const same =
      JSON.stringify(roster?.members.map(({peerUrl}) => peerUrl).sort()) === JSON.stringify([...told].sort());
    if (roster && own && same) disk.etcdData = {clusterId: roster.clusterId, memberId: own.id};
  }

  /** Does this member run with its own data? */
  private serves = ({host, id}: MemoryMember): boolean => {
    const disk = this.disk(host);
    return disk.runs('etcd.service') && disk.etcdData?.memberId === id;
  };

  private watchQuorum(): void {
    const voters = this.world.roster?.members.filter(member => !member.learner) ?? [];
    if (voters.length > 0 && voters.filter(this.serves).length < quorum(voters.length)) this.world.quorumLost++;
  }

  etcd = {
    state: async (): Promise<Fact<EtcdState>> => {
      this.alive();
      const {roster} = this.world;
      const markers = this.whole.etcd.map(member => this.disk(member.host).marker());
      if (!roster) return known({is: markers.some(Boolean) ? 'forming' : 'absent'});
      const voters = roster.members.filter(member => !member.learner);
      if (voters.filter(this.serves).length < quorum(voters.length)) return unknown('no member serves a read');
      return known({
        is: 'formed',
        clusterId: roster.clusterId,
        members: roster.members.map((member, index) => ({
          id: member.id,
          name: this.disk(member.host).etcdData?.memberId === member.id ? member.host : '',
          peerUrl: member.peerUrl,
          learner: member.learner,
          healthy: this.serves(member),
          leader: index === 0,
          ...(this.serves(member) ? {behind: 0} : {}),
        })),
      });
    },
    addLearner: (peerUrl: string) =>
      this.change(`etcd: add ${peerUrl}`, torn => {
        const {host} = this.whole.etcd.find(member => member.peerUrl === peerUrl)!;
        if (torn) return;
        if (this.world.roster!.members.some(member => member.learner))
          throw new Error('etcd takes one learner at a time');
        const id = etcdId(sha256(this.world.roster!.clusterId + peerUrl).slice(0, 16));
        this.world.roster!.members.push({host, peerUrl, id, learner: true});
      }),
    promote: (peerUrl: string) =>
      this.change(`etcd: promote ${peerUrl}`, torn => {
        const member = this.world.roster!.members.find(each => each.peerUrl === peerUrl)!;
        if (!torn) member.learner = false;
      }),
  };

  kube = {
    ready: async (host: HostName): Promise<Fact<boolean>> => {
      this.alive();
      const etcd = await this.etcd.state();
      const disk = this.disk(host);
      const needs = [
        '/etc/kubernetes/pki/ca.crt',
        '/etc/kubernetes/pki/apiserver.crt',
        '/etc/kubernetes/encryption.yaml',
      ];
      const served = etcd.known && etcd.value.is === 'formed' && needs.every(path => disk.files.has(path));
      return known(served && disk.runs('kube-apiserver.service'));
    },
    state: async (objects: readonly KubeObject[]): Promise<Fact<KubeState>> => {
      const answering = await Promise.all(this.whole.controlPlanes.map(each => this.kube.ready(each.host)));
      if (!answering.some(fact => fact.known && fact.value)) return unknown('no API server is ready');
      return known({
        nodes: [...this.world.disks.values()]
          .filter(disk => disk.runs('kubelet.service'))
          .map(disk => ({
            name: disk.name,
            ready: disk.runs('containerd.service') && disk.files.has('/etc/kubernetes/kubelet.conf'),
            labels: this.world.labels.get(disk.name) ?? {},
            version: this.release.versions.kubernetes,
            internalIp: disk.address,
          })),
        objects: new Map(
          objects.flatMap(object => {
            const live = this.world.objects.get(objectKey(object));
            return live === undefined ? [] : [[objectKey(object), live]];
          }),
        ),
      });
    },
    apply: (objects: readonly KubeObject[]) =>
      this.change(`apply ${objects.length} objects`, torn => {
        const sent = torn ? objects.slice(0, Math.floor(objects.length / 2)) : objects;
        for (const object of sent) this.world.objects.set(objectKey(object), structuredClone(object));
      }),
    label: (nodes: readonly {readonly name: HostName; readonly labels: Readonly<Record<string, string>>}[]) =>
      this.change(`label ${nodes.length} nodes`, torn => {
        const sent = torn ? nodes.slice(0, Math.floor(nodes.length / 2)) : nodes;
        for (const {name, labels} of sent) this.world.labels.set(name, labels);
      }),
  };

  async observe(desired: DesiredCluster): Promise<ObservedCluster> {
    this.alive();
    const question = (host: HostName) => questionAbout(desired, this.release, this.templates, host);
    return {
      hosts: new Map(desired.hosts.map(({name}) => [name, known(this.disk(name).facts(question(name)))])),
      etcd: await this.etcd.state(),
      apiReady: new Map(
        await Promise.all(desired.controlPlanes.map(async ({host}) => [host, await this.kube.ready(host)] as const)),
      ),
      kube: await this.kube.state([...this.world.objects.values()]),
    };
  }

  /** All that a user could see, with what is random in every run (keys, and what is signed with them) by name only. */
  picture(): string {
    const random = (path: string) => /\.(key|crt|pub|conf)$|encryption\.yaml$/.test(path);
    return JSON.stringify(
      [...this.world.disks.values()].map(disk => ({
        host: disk.name,
        files: [...disk.files]
          .map(([path, {content, mode}]) => [path, mode, random(path) ? '*' : sha256(content)])
          .sort(),
        links: [...disk.links].sort(),
        directories: [...disk.directories].sort(),
        owned: [...disk.owned].sort(),
        units: [...disk.started.keys()].map(unit => [unit, disk.enabled.has(unit)]).sort(),
        images: [...disk.images].sort(),
        sysctls: [...disk.sysctls].sort(),
        etcd: disk.etcdData,
        labels: this.world.labels.get(disk.name),
      })),
    ).concat(JSON.stringify([this.world.roster, [...this.world.objects.keys()].sort()]));
  }
}

export const contentOf = (artifact: Artifact): Buffer => Buffer.from(`${artifact.name} ${artifact.version}`);

const fresh = (desired: DesiredCluster): World => ({
  disks: new Map(desired.hosts.map(({name, address}) => [name, new MemoryDisk(name, address)])),
  roster: undefined,
  objects: new Map(),
  labels: new Map(),
  clustersFormed: 0,
  quorumLost: 0,
});

function initialCluster(disk: MemoryDisk): {text: string; names: string[]; peerUrls: string[]; state: string} {
  const env = disk.text(ETCD_BOOTSTRAP_ENV) ?? '';
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(env)?.[1] ?? '';
  const text = value('ETCD_INITIAL_CLUSTER');
  const pairs = text.split(',').map(each => each.split('=') as [string, string]);
  return {
    text,
    names: pairs.map(([name]) => name),
    peerUrls: pairs.map(([, url]) => url),
    state: value('ETCD_INITIAL_CLUSTER_STATE'),
  };
}

/** The start guard of the etcd unit: a known member never starts from nothing. */
const guardLets = (disk: MemoryDisk): boolean => !(disk.marker()?.state === 'member' && disk.etcdData === undefined);

/** Failures of the product's own are no power cuts. */
export const isPowerCut = (error: unknown): boolean => error instanceof PowerCut && !(error instanceof Failure);
