import {Failure} from '../../src/core/failure.js';
import {parseIdentity} from '../../src/core/identity/parse.js';
import type {DeprecatedUse} from '../../src/core/model/deprecated-api.js';
import type {DesiredCluster, DesiredUnmanagedEtcd} from '../../src/core/model/desired.js';
import {sha256} from '../../src/core/model/digest.js';
import {type Fact, known, unknown} from '../../src/core/model/fact.js';
import {IDENTITY, IDENTITY_COPY} from '../../src/core/model/identity-record.js';
import {etcdId, type HostName} from '../../src/core/model/names.js';
import type {EtcdState, KubeState, ObservedCluster} from '../../src/core/model/observed.js';
import type {UnmanagedEtcdAnswer} from '../../src/core/model/unmanaged-etcd.js';
import {UNMANAGED_ETCD_FILES} from '../../src/core/pki/unmanaged-etcd.js';
import type {FactQuery} from '../../src/core/plan/fact-query.js';
import {factQuery} from '../../src/core/plan/fact-query.js';
import {type KubeObject, objectKey} from '../../src/core/render/kube/object.js';
import type {Templates} from '../../src/core/render/types.js';
import type {Artifact, Release} from '../../src/core/versions/bundle.js';
import {storeHostFile, type UnmanagedEtcdClientFiles} from '../../src/io/etcd/unmanaged/client-files.js';
import {mergeUnmanagedStatus} from '../../src/io/etcd/unmanaged/merge-status.js';
import type {ClusterClient, HeldLock} from '../../src/ports/cluster.js';
import type {Snapshot} from '../../src/ports/etcd.js';
import type {ExpectedIdentity, HostClient} from '../../src/ports/host.js';
import type {MemoryDisk} from './memory-disk.js';
import {MemoryWorld} from './memory-world.js';

/**
 * What a process leaves behind that is killed at one of its operations. before: nothing of it reached the host. torn:
 * part of it did. sent: all of it, but no answer came.
 */
export interface Killed {
  readonly when: 'before' | 'torn' | 'sent';
  readonly operation: string;
  readonly left: MemoryCluster;
}

type Effect = (world: MemoryWorld, torn: boolean) => void;

/** Hosts, etcd and the API in memory. What is asked of them and done to them takes effect at once. */
export class MemoryCluster implements ClusterClient {
  /** Titles of the operations that changed something. */
  readonly operations: string[] = [];
  private witness: ((killed: Killed) => void) | undefined;

  constructor(
    private readonly whole: DesiredCluster,
    private readonly release: Release,
    private readonly templates: Templates,
    readonly world = MemoryWorld.empty(whole),
    /** The question about a host follows from what never changes here. */
    private readonly questions = new Map<HostName, FactQuery>(),
  ) {}

  /** The same hosts as a new process finds them, with what happens to them from now on no concern of this one. */
  reborn = (world = this.world.clone()): MemoryCluster =>
    new MemoryCluster(this.whole, this.release, this.templates, world, this.questions);

  /** Shows the witness what would be left if the process were killed, at each operation it does from now on. */
  watched(witness: (killed: Killed) => void): this {
    this.witness = witness;
    return this;
  }

  troubleWith = (name: HostName): Failure | undefined =>
    this.world.unreachable.has(name) ? unreachable(name) : undefined;

  /** Hosts as often as they were looked at again with nothing changed there by this run since the look before. */
  readonly needlessLooks: HostName[] = [];
  private readonly lookedAt = new Set<HostName>();

  /** Servers that were started a moment ago, by host and unit: they serve when they have been asked that often. */
  readonly warmingUp = new Map<string, number>();

  private isWarm(host: HostName, unit: string): boolean {
    const asked = this.warmingUp.get(`${host} ${unit}`) ?? 0;
    this.warmingUp.set(`${host} ${unit}`, Math.max(0, asked - 1));
    return asked === 0;
  }

  private async change(operation: string, effect: Effect): Promise<void> {
    const kill = (when: Killed['when'], effects: (world: MemoryWorld) => void) => {
      if (this.witness === undefined) return;
      const world = this.world.clone();
      effects(world);
      this.witness({when, operation, left: this.reborn(world)});
    };
    const on = (torn: boolean) => (world: MemoryWorld) => {
      effect(world, torn);
      world.settle();
    };
    if (this.operations.length === 0) kill('before', () => {});
    kill('torn', on(true));
    on(false)(this.world);
    kill('sent', () => {});
    this.operations.push(operation);
    await Promise.resolve();
  }

  host = (name: HostName): HostClient => {
    const reached = () => {
      if (this.world.unreachable.has(name)) throw unreachable(name);
    };
    const change = async (what: string, effect: (disk: MemoryDisk, torn: boolean, world: MemoryWorld) => void) => {
      reached();
      this.lookedAt.delete(name);
      await this.change(`${name}: ${what}`, (world, torn) => effect(world.disk(name), torn, world));
    };
    const some = <T>(all: readonly T[], torn: boolean) => (torn ? all.slice(0, Math.floor(all.length / 2)) : all);
    return {
      name,
      facts: async question => {
        reached();
        if (this.lookedAt.has(name)) this.needlessLooks.push(name);
        this.lookedAt.add(name);
        return this.world.disk(name).facts(question);
      },
      put: files =>
        change(`put ${files.length} files`, (disk, torn) => {
          for (const {path, content, mode} of some(files, torn)) disk.put(path, Buffer.from(content), mode);
        }),
      read: async path => {
        reached();
        return this.world.disk(name).files.get(path)?.content;
      },
      install: placements =>
        change(`install ${placements.length} files`, (disk, torn) => {
          for (const {path} of placements) disk.owned.add(path);
          for (const {artifact, path} of some(placements, torn))
            disk.put(path, contentOf(artifact), artifact.kind === 'image' ? '644' : '755');
        }),
      link: links =>
        change(`link ${links.length}`, (disk, torn) => {
          for (const {path, target} of some(links, torn)) {
            disk.owned.add(path);
            disk.links.set(path, target);
          }
        }),
      makeDirectories: directories =>
        change(`make ${directories.length} directories`, (disk, torn) => {
          for (const {path, mode} of some(directories, torn)) disk.directories.set(path, mode);
        }),
      prepareKernel: (modules, sysctls) =>
        change('prepare the kernel', (disk, torn) => {
          for (const module of modules) disk.modules.add(module);
          if (!torn) for (const [key, value] of Object.entries(sysctls)) disk.sysctls.set(key, value);
        }),
      run: units =>
        change(`run ${units.join(' ')}`, (_, torn, world) => {
          for (const unit of some(units, torn)) world.start(name, unit);
        }),
      reload: units =>
        change(`reload ${units.join(' ')}`, (disk, torn) => {
          for (const unit of some(units, torn)) disk.reloaded.set(unit, disk.reloadPrint(unit));
        }),
      stop: units =>
        change(`stop ${units.join(' ')}`, (_, torn, world) => {
          for (const unit of some(units, torn)) world.stop(name, unit);
        }),
      restarts: async units => {
        reached();
        const disk = this.world.disk(name);
        return new Map(
          units.map(unit => {
            const active = disk.active(unit);
            // Nobody in memory looks so soon that a process would be in its first moments.
            const age = active === 'active' ? {activeSeconds: 3600} : {};
            return [unit, {active, restarts: disk.restarts(unit), ...age}];
          }),
        );
      },
      lastLogLines: async unit => {
        reached();
        return this.world.disk(name).failing.has(unit) ? [`${unit}: illegal instruction`] : [];
      },
      tryPrograms: async programs => {
        reached();
        for (const {path, version} of programs) this.attempt(name, path, version);
      },
      tryEtcd: async path => {
        reached();
        this.attempt(name, path);
      },
      importImages: archives =>
        change('import images', (disk, torn) => {
          for (const {image, path} of some(archives, torn)) {
            if (!disk.files.has(path)) throw new Error(`${name}: ${path} is not there to be imported`);
            disk.images.add(image);
          }
        }),
      clear: ({identity, unit, directory, files}) =>
        change(`clear ${directory}`, (disk, torn, world) => {
          assertIs(disk, identity);
          world.stop(name, unit);
          world.deleteData(name);
          for (const file of some(files, torn)) disk.files.delete(file);
        }),
      reset: async ({identity}) => {
        await change('reset', (disk, torn, world) => {
          assertIs(disk, identity);
          world.reset(name, torn);
        });
        return [];
      },
    };
  };

  /** A program runs where it was put, unless it is one that does not. */
  private attempt(host: HostName, path: string, version?: string): void {
    const said = this.world.disk(host).text(path);
    const why = this.world.broken.has(path) ? 'illegal instruction' : said === undefined ? 'not found' : undefined;
    const other = version !== undefined && !said?.endsWith(` ${version}`) ? `it says: ${said}` : undefined;
    if (why !== undefined || other !== undefined)
      throw new Failure('hosts/binary-broken', `${host}: ${path} does not run there: ${why ?? other}`);
  }

  etcd = {
    state: async (): Promise<Fact<EtcdState>> => {
      if (this.whole.store) return mergeUnmanagedStatus(this.storeAnswers(this.whole.store));
      const {roster} = this.world;
      for (const {host} of this.whole.etcd)
        if (this.warmingUp.has(`${host} etcd.service`))
          this.world.mute[this.isWarm(host, 'etcd.service') ? 'delete' : 'add'](host);
      const marked = ({host}: {readonly host: HostName}) => this.world.disk(host).marker() !== undefined;
      if (!roster) return known({is: this.whole.etcd.some(marked) ? 'forming' : 'absent'});
      if (!this.world.hasQuorum()) return unknown('no member serves a read');
      return known({
        is: 'formed',
        clusterId: roster.clusterId,
        members: roster.members.map(member => ({
          id: member.id,
          ...(this.whole.hosts.some(({name}) => name === member.host) ? {host: member.host} : {}),
          name: this.world.wasStarted(member) ? member.host : '',
          peerUrl: member.peerUrl,
          learner: member.learner,
          healthy: this.world.serves(member),
          leader: this.world.leader() === member.id,
          ...(this.world.serves(member) ? {behind: 0, ...this.versionAt(member.host)} : {}),
        })),
      });
    },
    addLearner: (peerUrl: string) =>
      this.change(`etcd: add ${peerUrl}`, (world, torn) => {
        const {host} = this.whole.etcd.find(member => member.peerUrl === peerUrl)!;
        if (!torn) world.addLearner(host, peerUrl);
      }),
    promote: (peerUrl: string) =>
      this.change(`etcd: promote ${peerUrl}`, (world, torn) => {
        if (!torn) world.promote(peerUrl);
      }),
    removeLearner: (peerUrl: string) =>
      this.change(`etcd: withdraw ${peerUrl}`, (world, torn) => {
        if (!torn) world.removeLearner(peerUrl);
      }),
    moveLeader: (from: string, to: string) =>
      this.change(`etcd: let ${to} lead`, (world, torn) => {
        if (!torn) world.moveLeader(from, to);
      }),
    remove: (peerUrl: string) =>
      this.change(`etcd: remove ${peerUrl}`, (world, torn) => {
        if (!torn) world.remove(peerUrl);
      }),
    snapshot: async (): Promise<Snapshot> => {
      const {roster, snapshots} = this.world;
      if (!roster || !this.world.hasQuorum()) throw new Failure('etcd/snapshot-failed', 'no member serves a read');
      const revision = `${snapshots.length + 1}`;
      const taken = {path: `/snapshots/${roster.clusterId}-${revision}.db`, takenAt: new Date(), bytes: 1, revision};
      await this.change('etcd: take a snapshot', (world, torn) => {
        if (!torn) world.snapshots = [...world.snapshots, taken];
      });
      return taken;
    },
    newestSnapshot: async (): Promise<Snapshot | undefined> => this.world.snapshots.at(-1),
    isReachableByPeers: async (peerUrl: string): Promise<Fact<boolean>> => {
      const member = this.world.roster?.members.find(each => each.peerUrl === peerUrl);
      return known(member !== undefined && this.world.serves(member));
    },
  };

  private versionAt(host: HostName): {readonly version?: string} {
    const version = this.world.disk(host).versionOf('etcd.service');
    return version === undefined ? {} : {version};
  }

  /** What the lock says of other runs; a test of one may be told otherwise. */
  undisturbed = true;
  locked = <T>(_verb: string, _since: number, use: (lock: HeldLock) => Promise<T>): Promise<T> =>
    use({lost: new AbortController().signal, undisturbed: this.undisturbed});

  kube = {
    ready: async (host: HostName): Promise<Fact<boolean>> => {
      const etcd = await this.etcd.state();
      const disk = this.world.disk(host);
      const needs = [
        '/etc/kubernetes/pki/ca.crt',
        '/etc/kubernetes/pki/apiserver.crt',
        '/etc/kubernetes/encryption.yaml',
        '/etc/kubernetes/pki/apiserver-etcd-client.key',
      ];
      const served = etcd.known && etcd.value.is === 'formed' && needs.every(path => disk.files.has(path));
      const own = this.world.roster?.members.find(member => member.host === host);
      const store = !disk.files.has('/etc/systemd/system/etcd.service') || (own && this.world.serves(own));
      const runs = disk.runs('kube-apiserver.service') && this.isWarm(host, 'kube-apiserver.service');
      return known(served && store === true && runs);
    },
    state: async (objects: readonly KubeObject[]): Promise<Fact<KubeState>> => {
      const answering = await Promise.all(this.whole.controlPlanes.map(each => this.kube.ready(each.host)));
      if (!answering.some(fact => fact.known && fact.value)) return unknown('no API server is ready');
      return known({
        nodes: [...this.world.nodes].map(([name, {cordoned, held, version}]) => {
          const disk = this.world.disk(name);
          return {
            name,
            ready: disk.runs('kubelet.service') && disk.runs('containerd.service'),
            labels: this.world.labels.get(name) ?? {},
            version,
            internalIp: disk.address,
            ...(cordoned ? {cordoned} : {}),
            ...(held ? {held} : {}),
          };
        }),
        objects: new Map(
          objects.flatMap(object => {
            const live = this.world.objects.get(objectKey(object));
            return live === undefined ? [] : [[objectKey(object), live]];
          }),
        ),
      });
    },
    apply: (objects: readonly KubeObject[]) =>
      this.change(`apply ${objects.length} objects`, ({objects: live}, torn) => {
        const sent = torn ? objects.slice(0, Math.floor(objects.length / 2)) : objects;
        for (const object of sent) live.set(objectKey(object), structuredClone(object));
      }),
    evictablePods: async (nodes: readonly HostName[]) => known(new Map(nodes.map(node => [node, this.podsOn(node)]))),
    drain: (node: HostName) => this.change(`drain ${node}`, (world, torn) => !torn && world.drain(node)),
    cordon: (node: HostName) => this.change(`cordon ${node}`, (world, torn) => !torn && world.cordon(node)),
    uncordon: (node: HostName) => this.change(`uncordon ${node}`, (world, torn) => !torn && world.release(node)),
    deprecated: async (): Promise<Fact<readonly DeprecatedUse[]>> => {
      const state = await this.kube.state([]);
      return state.known ? known(this.world.deprecated) : state;
    },
    deleteNode: (node: HostName) =>
      this.change(`delete node ${node}`, (world, torn) => !torn && world.deleteNode(node)),
    label: (nodes: readonly {readonly name: HostName; readonly labels: Readonly<Record<string, string>>}[]) =>
      this.change(`label ${nodes.length} nodes`, ({labels: live}, torn) => {
        const sent = torn ? nodes.slice(0, Math.floor(nodes.length / 2)) : nodes;
        for (const {name, labels} of sent) live.set(name, labels);
      }),
  };

  private podsOn = (node: HostName) =>
    [...this.world.pods]
      .filter(([, pod]) => pod.node === node)
      .map(([name, {heldBy}]) => ({name, going: false, ...(heldBy === undefined ? {} : {heldBy})}));

  async observe(desired: DesiredCluster): Promise<ObservedCluster> {
    return {
      hosts: new Map(
        desired.hosts.map(({name}) => [
          name,
          this.world.unreachable.has(name)
            ? unknown(unreachable(name).message)
            : known(this.world.disk(name).facts(this.question(desired, name))),
        ]),
      ),
      etcd: await this.etcd.state(),
      ...(this.whole.store && {store: {files: known(STORE_DIGESTS), answers: this.storeAnswers(this.whole.store)}}),
      apiReady: new Map(
        await Promise.all(desired.controlPlanes.map(async ({host}) => [host, await this.kube.ready(host)] as const)),
      ),
      kube: await this.kube.state([...this.world.objects.values()]),
    };
  }

  /** All endpoints answer for one cluster, into which the first API server that starts writes. */
  private storeAnswers({endpoints}: DesiredUnmanagedEtcd): readonly UnmanagedEtcdAnswer[] {
    const ids = endpoints.map((_, index) => etcdId(`${index + 1}`));
    const members = ids.map(id => ({id, name: `m${id}`, peerUrl: `https://m${id}:2380`, learner: false}));
    const common = {version: '3.6.16', clusterId: etcdId('aa'), leader: ids[0]!, learner: false, members};
    const holdsCluster = this.world.unmanagedEtcdHoldsCluster;
    return endpoints.map((endpoint, index) => ({
      endpoint,
      is: 'etcd',
      status: {...common, memberId: ids[index]!, holdsCluster},
    }));
  }

  private question(desired: DesiredCluster, host: HostName): FactQuery {
    if (desired !== this.whole) return factQuery(desired, this.release, this.templates, host);
    const question = this.questions.get(host) ?? factQuery(desired, this.release, this.templates, host);
    this.questions.set(host, question);
    return question;
  }
}

/** As the scripts on a host do before they remove anything. */
function assertIs(disk: MemoryDisk, expected: ExpectedIdentity | undefined): void {
  for (const path of [IDENTITY, IDENTITY_COPY]) {
    const text = disk.text(path);
    if (text === undefined) continue;
    const says = parseIdentity(text);
    if (says?.cluster !== expected?.cluster || says?.host !== expected?.host)
      throw new Failure('identity/other', `${disk.name}: ${path} names ${says?.host} of ${says?.clusterName}`);
  }
}

/** What the operator has of somebody else's etcd. */
export const UNMANAGED_ETCD_CLIENT_FILES: UnmanagedEtcdClientFiles = {
  ca: Buffer.from('the authority of an etcd'),
  certificate: Buffer.from('a client of it'),
  key: Buffer.from('the key of the client'),
};

const STORE_DIGESTS = new Map(
  UNMANAGED_ETCD_FILES.map(
    ({name, path}) => [path, sha256(storeHostFile(name, UNMANAGED_ETCD_CLIENT_FILES).content)] as const,
  ),
);
const unreachable = (name: HostName): Failure => new Failure('hosts/unreachable', `${name}: no route`);

export const contentOf = (artifact: Artifact): Buffer => Buffer.from(`${artifact.name} ${artifact.version}`);
