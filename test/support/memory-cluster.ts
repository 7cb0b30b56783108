import type {Artifact, Release} from '../../src/core/artifacts/bundle.js';
import {NEEDED, packageFor} from '../../src/core/checks/preflight/needed-commands.js';
import type {Evidence} from '../../src/core/diagnosis/evidence.js';
import {Failure} from '../../src/core/failure.js';
import {parseIdentity} from '../../src/core/identity/parse.js';
import type {DeprecatedUse} from '../../src/core/model/deprecated-api.js';
import type {DesiredCluster, DesiredUnmanagedEtcd} from '../../src/core/model/desired.js';
import {sha256} from '../../src/core/model/digest.js';
import {type Fact, known, unknown} from '../../src/core/model/fact.js';
import {IDENTITY, IDENTITY_COPY} from '../../src/core/model/identity-record.js';
import {etcdId, type HostName} from '../../src/core/model/names.js';
import {type ObservedReach, type ReachQuery, reachQueries} from '../../src/core/model/network-reach.js';
import type {NodeChange} from '../../src/core/model/node-change.js';
import type {EtcdState, KubeState, ObservedCluster} from '../../src/core/model/observed.js';
import type {UnmanagedEtcdAnswer} from '../../src/core/model/unmanaged-etcd.js';
import {UNMANAGED_ETCD_FILES} from '../../src/core/pki/unmanaged-etcd.js';
import type {FactQuery} from '../../src/core/plan/fact-query.js';
import {factQuery} from '../../src/core/plan/fact-query.js';
import {type KubeObject, objectKey} from '../../src/core/render/kube/object.js';
import type {Templates} from '../../src/core/render/types.js';
import {SYSUSERS} from '../../src/core/render/users.js';
import {type UnmanagedEtcdClientFiles, unmanagedEtcdHostFile} from '../../src/io/etcd/unmanaged/client-files.js';
import {mergeUnmanagedStatus} from '../../src/io/etcd/unmanaged/merge-status.js';
import {makeKeyPair} from '../../src/io/pki/key-pair.js';
import type {ClusterClient, Depth, HeldLock} from '../../src/ports/cluster.js';
import type {Snapshot, StoppedMember} from '../../src/ports/etcd.js';
import type {ExpectedIdentity, HostClient} from '../../src/ports/host.js';
import {nothingReset} from './builders/reset-result.js';
import {memoryCaHome, observedCaHome} from './memory-ca-home.js';
import type {MemoryDisk} from './memory-disk.js';
import {memberServes, memoryEtcdData, revisionOf} from './memory-etcd-data.js';
import {memoryEvidence} from './memory-evidence.js';
import {memoryReach, podCidrOf} from './memory-network.js';
import {changedNode, UNLABELLED} from './memory-node-labels.js';
import {MemoryWorld} from './memory-world.js';
import {observedOperatorFiles} from './operator-files.js';

/**
 * The cluster as a process leaves it that is killed at an operation. before: nothing of the operation was done. torn: part
 * of it was done. sent: it was done, and its result did not arrive.
 */
export interface Killed {
  readonly when: 'before' | 'torn' | 'sent';
  readonly operation: string;
  readonly left: MemoryCluster;
}

type Effect = (world: MemoryWorld, torn: boolean) => void;

/** Hosts, etcd and the API in memory. Operations take effect at once. README.md says what is modelled. */
export class MemoryCluster implements ClusterClient {
  /** The operations that changed something, as text, in order. */
  readonly operations: string[] = [];
  private onKill: ((killed: Killed) => void) | undefined;

  constructor(
    readonly configured: DesiredCluster,
    private readonly release: Release,
    private readonly templates: Templates,
    readonly world = MemoryWorld.empty(configured),
    /** Cached by host: it depends on the configuration and the release only. */
    private readonly queries = new Map<HostName, FactQuery>(),
  ) {}

  /** The same hosts as a new process finds them. Later changes to one do not affect the other. */
  newProcess = (world = this.world.clone()): MemoryCluster =>
    new MemoryCluster(this.configured, this.release, this.templates, world, this.queries);

  /** Calls `onKill` at each operation from now on, with the cluster as a process killed there would leave it. */
  watched(onKill: (killed: Killed) => void): this {
    this.onKill = onKill;
    return this;
  }

  /** Whether this process has the identity that decrypts CA keys. */
  hasIdentity = true;

  /** The directory of the operator, if the configuration names one. */
  readonly caHome = memoryCaHome(
    () => this,
    (operation, effect) => this.change(operation, (world, torn) => !torn && effect(world)),
  );

  troubleWith = (name: HostName): Failure | undefined =>
    this.world.unreachable.has(name) ? unreachable(name) : undefined;

  /** What checkSources was asked for: "cp1 https://…". */
  readonly sourceRequests: string[] = [];

  /** Hosts whose facts were read again although this run had changed nothing there since; once for each such read. */
  readonly needlessReads: HostName[] = [];
  private readonly readHosts = new Set<HostName>();

  /** Servers that were just started, by host and unit: how many requests each does not answer before it serves. */
  readonly warmingUp = new Map<string, number>();

  private isWarm(host: HostName, unit: string): boolean {
    const requests = this.warmingUp.get(`${host} ${unit}`) ?? 0;
    this.warmingUp.set(`${host} ${unit}`, Math.max(0, requests - 1));
    return requests === 0;
  }

  private async change(operation: string, effect: Effect): Promise<void> {
    const kill = (when: Killed['when'], effects: (world: MemoryWorld) => void) => {
      if (this.onKill === undefined) return;
      const world = this.world.clone();
      effects(world);
      this.onKill({when, operation, left: this.newProcess(world)});
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

  private async snapshotFrom(host: HostName): Promise<Snapshot> {
    const data = this.world.disk(host).etcdData;
    if (data === undefined) throw new Failure('etcd/snapshot-failed', `${host}: it has no data`);
    const taken = {path: `/snapshots/${host}.db`, takenAt: new Date(), bytes: 1, revision: revisionOf(data)};
    await this.change(`etcd: take a snapshot of ${host}`, (world, torn) => {
      if (!torn) world.snapshots = [...world.snapshots, taken];
    });
    return taken;
  }

  host = (name: HostName): HostClient => {
    const reached = () => {
      if (this.world.unreachable.has(name)) throw unreachable(name);
    };
    const change = async (what: string, effect: (disk: MemoryDisk, torn: boolean, world: MemoryWorld) => void) => {
      reached();
      this.readHosts.delete(name);
      await this.change(`${name}: ${what}`, (world, torn) => effect(world.disk(name), torn, world));
    };
    const some = <T>(all: readonly T[], torn: boolean) => (torn ? all.slice(0, Math.floor(all.length / 2)) : all);
    return {
      name,
      facts: async query => {
        reached();
        if (this.readHosts.has(name)) this.needlessReads.push(name);
        this.readHosts.add(name);
        return this.world.disk(name).facts(query);
      },
      makeKeys: async requests => {
        if (this.world.disk(name).without.has('openssl')) throw new Error(`${name}: openssl is not installed`);
        const pairs = await Promise.all(requests.map(({algorithm}) => makeKeyPair(algorithm)));
        await change(`make ${requests.length} keys`, (disk, torn) => {
          for (const {path} of requests) disk.pendingKeys.delete(path);
          for (const [index, {path}] of some(requests, torn).entries())
            disk.pendingKeys.set(path, pairs[index]!.privatePem);
        });
        return requests.map(({path}, index) => {
          const {publicPem, privateDigest} = pairs[index]!;
          return {path, publicPem, keyDigest: privateDigest};
        });
      },
      put: files =>
        change(`put ${files.length} files`, (disk, torn) => {
          for (const file of some(files, torn))
            if ('content' in file) disk.put(file.path, Buffer.from(file.content), file.mode);
            else disk.putKeyFile(file);
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
      fetch: placements =>
        change(`fetch ${placements.length} files`, (disk, torn, world) => {
          if (world.noSource.has(name)) throw new Error(`${name}: there is no connection to the source`);
          for (const {path} of placements) disk.owned.add(path);
          for (const {artifact, path} of some(placements, torn)) {
            if (artifact.source === undefined) throw new Error(`${name}: ${artifact.name} has no source`);
            disk.put(path, contentOf(artifact), artifact.kind === 'image' ? '644' : '755');
          }
        }),
      checkSources: async urls => {
        reached();
        this.sourceRequests.push(...urls.map(url => `${name} ${url}`));
        return this.world.noSource.has(name)
          ? urls.map(url => ({url, reason: 'unreachable', detail: 'connection refused'}))
          : [];
      },
      link: links =>
        change(`link ${links.length}`, (disk, torn) => {
          for (const {path, target} of some(links, torn)) {
            disk.owned.add(path);
            disk.links.set(path, target);
          }
        }),
      keepFiles: (set, paths) =>
        change(`keep ${paths.length} files`, (disk, torn) => disk.keep(set, some(paths, torn))),
      restoreFiles: set =>
        change(`restore files (${set})`, (disk, torn) =>
          disk.restore(set, some([...(disk.kept.get(set)?.keys() ?? [])], torn)),
        ),
      forgetFiles: set => change(`forget files (${set})`, disk => void disk.kept.delete(set)),
      makeDirectories: directories =>
        change(`make ${directories.length} directories`, (disk, torn) => {
          for (const {path, mode} of some(directories, torn)) disk.directories.set(path, mode);
        }),
      setModes: entries =>
        change(`set the modes of ${entries.length} paths`, (disk, torn) => {
          for (const entry of some(entries, torn)) disk.setMode(entry);
        }),
      createUsers: names =>
        change(`create users ${names.join(' ')}`, (disk, torn) => {
          if (!disk.files.has(SYSUSERS)) throw new Error(`${name}: ${SYSUSERS} is missing`);
          for (const user of some(names, torn)) disk.users.add(user);
        }),
      prepareKernel: (modules, sysctls) =>
        change('prepare the kernel', (disk, torn) => {
          for (const module of modules) disk.modules.add(module);
          if (!torn) for (const [key, value] of Object.entries(sysctls)) disk.sysctls.set(key, value);
        }),
      setBooleans: names =>
        change('set SELinux booleans', disk => {
          for (const boolean of names) if (disk.booleans.has(boolean)) disk.booleans.set(boolean, true);
        }),
      installPackages: ({packages}) =>
        change(`install ${packages.join(' ')}`, (disk, torn) => {
          disk.owned.add('/var/lib/quorate/packages');
          disk.installing = torn;
          const missing = NEEDED.filter(each => disk.without.has(each.command) && packages.includes(packageFor(each)));
          for (const {command} of some(missing, torn)) {
            disk.without.delete(command);
            disk.brought.add(command);
          }
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
      kill: units =>
        change(`kill ${units.join(' ')}`, (_, torn, world) => {
          for (const unit of some(units, torn)) world.stop(name, unit);
        }),
      removeUnits: ({identity, units, paths}) =>
        change(`remove ${units.join(' ')}`, (disk, torn, world) => {
          assertIs(disk, identity);
          for (const unit of units) world.stop(name, unit);
          for (const unit of units) disk.enabled.delete(unit);
          for (const path of some(paths, torn)) disk.files.delete(path);
          if (!torn) for (const path of paths) disk.owned.delete(path);
        }),
      removeFiles: ({identity, paths}) =>
        change(`delete ${paths.length} files`, (disk, torn) => {
          assertIs(disk, identity);
          for (const path of some(paths, torn)) disk.files.delete(path);
          if (!torn) for (const path of paths) disk.owned.delete(path);
        }),
      restarts: async units => {
        reached();
        const disk = this.world.disk(name);
        return new Map(
          units.map(unit => {
            const active = disk.active(unit);
            // A process in memory is always an hour old.
            const age = active === 'active' ? {activeSeconds: 3600} : {};
            return [unit, {active, restarts: disk.restarts(unit), ...age}];
          }),
        );
      },
      lastLogLines: async unit => {
        reached();
        return this.world.disk(name).failing.has(unit) ? [`${unit}: illegal instruction`] : [];
      },
      verifyBinaries: async programs => {
        reached();
        for (const {path, version} of programs) this.tryProgram(name, path, version);
      },
      smokeTestEtcd: async path => {
        reached();
        this.tryProgram(name, path);
      },
      importImages: archives =>
        change('import images', (disk, torn) => {
          if (!disk.runs('containerd.service'))
            throw new Failure('timeout/containerd', `${name}: containerd does not answer`, {
              suggestions: [`on ${name}, read the log: journalctl -u containerd.service`, 'run the same command again'],
            });
          for (const {image, path, imageDigest} of some(archives, torn)) {
            const archive = disk.files.get(path);
            if (archive === undefined) throw new Error(`${name}: cannot import ${path}: no such file`);
            disk.images.set(image, imageDigest ?? `sha256:${archive.digest}`);
          }
        }),
      wipeData: ({identity, unit, directory, files}) =>
        change(`wipe ${directory}`, (disk, torn, world) => {
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
        return nothingReset();
      },
      previewReset: async () => ({edited: [], foreign: []}),
      etcdData: memoryEtcdData({
        disk: () => this.world.disk(name),
        world: () => this.world,
        change,
        assertIs,
        reached,
      }),
    };
  };

  /** Runs a program: it must be installed and must not be broken. */
  private tryProgram(host: HostName, path: string, version?: string): void {
    const disk = this.world.disk(host);
    const output = disk.text(disk.resolved(path));
    const why = this.world.broken.has(path) ? 'illegal instruction' : output === undefined ? 'not found' : undefined;
    const other = version !== undefined && !output?.endsWith(` ${version}`) ? `it prints: ${output}` : undefined;
    if (why !== undefined || other !== undefined)
      throw new Failure('hosts/binary-broken', `${host}: ${path} does not run: ${why ?? other}`, {
        suggestions: ['check the bundle: `quorate bundle verify`'],
      });
  }

  etcd = {
    state: async (): Promise<Fact<EtcdState>> => {
      if (this.configured.unmanagedEtcd)
        return mergeUnmanagedStatus(this.unmanagedEtcdAnswers(this.configured.unmanagedEtcd));
      const {membership} = this.world;
      for (const {host} of this.configured.etcd)
        if (this.warmingUp.has(`${host} etcd.service`))
          this.world.unresponsive[this.isWarm(host, 'etcd.service') ? 'delete' : 'add'](host);
      const hasMarker = ({host}: {readonly host: HostName}) => this.world.disk(host).marker() !== undefined;
      if (!membership) return known({is: this.configured.etcd.some(hasMarker) ? 'forming' : 'absent'});
      if (!this.world.hasQuorum()) return unknown('no member serves a read');
      return known({
        is: 'formed',
        clusterId: membership.clusterId,
        ...(this.world.alarms.length > 0 ? {alarms: this.world.alarms} : {}),
        members: membership.members.map(member => ({
          id: member.id,
          ...(this.configured.hosts.some(({name}) => name === member.host) ? {host: member.host} : {}),
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
        const {host} = this.configured.etcd.find(member => member.peerUrl === peerUrl)!;
        if (!torn) world.addLearner(host, peerUrl);
      }),
    promote: (peerUrl: string) =>
      this.change(`etcd: promote ${peerUrl}`, (world, torn) => {
        if (!torn) world.promote(peerUrl);
      }),
    removeLearner: (peerUrl: string) =>
      this.change(`etcd: remove learner ${peerUrl}`, (world, torn) => {
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
      const {membership, snapshots} = this.world;
      if (!membership || !this.world.hasQuorum()) throw new Failure('etcd/snapshot-failed', 'no member serves a read');
      const revision = `${snapshots.length + 1}`;
      const taken = {
        path: `/snapshots/${membership.clusterId}-${revision}.db`,
        takenAt: new Date(),
        bytes: 1,
        revision,
      };
      await this.change('etcd: take a snapshot', (world, torn) => {
        if (!torn) world.snapshots = [...world.snapshots, taken];
      });
      return taken;
    },
    snapshotOf: async (host: HostName): Promise<Snapshot> => {
      if (!memberServes(this.world.disk(host), this.world))
        throw new Failure('etcd/snapshot-failed', `${host}: its member does not answer`);
      return this.snapshotFrom(host);
    },
    offlineSnapshotOf: async (host: HostName, _: StoppedMember): Promise<Snapshot> => {
      if (memberServes(this.world.disk(host), this.world)) throw new Error(`${host}: its member serves`);
      return this.snapshotFrom(host);
    },
    newestSnapshot: async (): Promise<Snapshot | undefined> => this.world.snapshots.at(-1),
    isReachableByPeers: async (peerUrl: string): Promise<Fact<boolean>> => {
      const member = this.world.membership?.members.find(each => each.peerUrl === peerUrl);
      return known(member !== undefined && this.world.serves(member));
    },
  };

  private versionAt(host: HostName): {readonly version?: string} {
    const version = this.world.disk(host).versionOf('etcd.service');
    return version === undefined ? {} : {version};
  }

  /** No other run held the lock since the observation. A test can set it to false. */
  undisturbed = true;
  locked = <T>(_verb: string, _since: number, use: (lock: HeldLock) => Promise<T>): Promise<T> =>
    use({lost: new AbortController().signal, doubt: () => undefined, undisturbed: this.undisturbed});

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
      const etcdServes = etcd.known && etcd.value.is === 'formed' && needs.every(path => disk.files.has(path));
      const own = this.world.membership?.members.find(member => member.host === host);
      const ownServes = !disk.files.has('/etc/systemd/system/etcd.service') || (own && this.world.serves(own));
      const runs = disk.runs('kube-apiserver.service') && this.isWarm(host, 'kube-apiserver.service');
      return known(etcdServes && ownServes === true && runs);
    },
    state: async (objects: readonly KubeObject[]): Promise<Fact<KubeState>> => {
      const ready = await Promise.all(this.configured.controlPlanes.map(each => this.kube.ready(each.host)));
      if (!ready.some(fact => fact.known && fact.value)) return unknown('no API server is ready');
      return known({
        nodes: [...this.world.nodes].map(([name, {cordoned, held, version}]) => {
          const disk = this.world.disk(name);
          return {
            name,
            ready: disk.runs('kubelet.service') && disk.runs('containerd.service'),
            ...(this.world.labels.get(name) ?? UNLABELLED),
            version,
            internalIp: disk.address,
            podCidr: podCidrOf(name, this.configured),
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
    uncordon: (node: HostName) => this.change(`uncordon ${node}`, (world, torn) => !torn && world.uncordon(node)),
    deprecated: async (): Promise<Fact<readonly DeprecatedUse[]>> => {
      const state = await this.kube.state([]);
      return state.known ? known(this.world.deprecated) : state;
    },
    deleteNode: (node: HostName) =>
      this.change(`delete node ${node}`, (world, torn) => !torn && world.deleteNode(node)),
    changeNodes: async (changes: readonly (NodeChange & {readonly name: HostName})[]) => {
      let refused: string | undefined;
      await this.change(`label ${changes.length} nodes`, ({labels: live}, torn) => {
        const sent = torn ? changes.slice(0, Math.floor(changes.length / 2)) : changes;
        for (const {name, ...change} of sent) {
          const changed = changedNode(live.get(name) ?? UNLABELLED, change);
          if (changed === undefined) refused = `${name} is not as it was read`;
          else live.set(name, changed);
        }
      });
      return refused;
    },
  };

  private podsOn = (node: HostName) =>
    [...this.world.pods]
      .filter(([, pod]) => pod.node === node)
      .map(([name, {blockedBy}]) => ({name, going: false, ...(blockedBy === undefined ? {} : {blockedBy})}));

  async observe(desired: DesiredCluster, depth: Depth, seen?: ObservedCluster['hosts']): Promise<Evidence> {
    const observed = await this.observed(desired, seen);
    if (depth === 'diagnosis') return memoryEvidence(this.world, desired, observed);
    return {observed, members: new Map(), hosts: new Map(), links: [], kube: unknown('not asked')};
  }

  reach = async (queries: readonly ReachQuery[]): Promise<ObservedReach> => memoryReach(this.world, queries);

  async observed(desired: DesiredCluster, seen?: ObservedCluster['hosts']): Promise<ObservedCluster> {
    const kube = await this.kube.state([...this.world.objects.values()]);
    const factsOf = (name: HostName) =>
      this.world.unreachable.has(name)
        ? unknown(unreachable(name).message)
        : known(this.world.disk(name).facts(this.query(desired, name)));
    return {
      hosts: new Map(desired.hosts.map(({name}) => [name, seen?.get(name) ?? factsOf(name)])),
      etcd: await this.etcd.state(),
      ...(this.configured.unmanagedEtcd && {
        unmanagedEtcd: {
          files: known(UNMANAGED_ETCD_DIGESTS),
          answers: this.unmanagedEtcdAnswers(this.configured.unmanagedEtcd),
        },
      }),
      ...(await observedCaHome(this)),
      ...observedOperatorFiles(this.configured.registries),
      apiReady: new Map(
        await Promise.all(desired.controlPlanes.map(async ({host}) => [host, await this.kube.ready(host)] as const)),
      ),
      kube,
      ...(kube.known ? {reach: await this.reach(reachQueries(desired, kube.value.nodes))} : {}),
    };
  }

  /** All endpoints belong to one etcd cluster, which holds data once an API server has started. */
  private unmanagedEtcdAnswers({endpoints}: DesiredUnmanagedEtcd): readonly UnmanagedEtcdAnswer[] {
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

  private query(desired: DesiredCluster, host: HostName): FactQuery {
    if (desired !== this.configured) return factQuery(desired, this.release, this.templates, host);
    const query = this.queries.get(host) ?? factQuery(desired, this.release, this.templates, host);
    this.queries.set(host, query);
    return query;
  }
}

/** The scripts on a host compare the identity in the same way before they delete anything. */
function assertIs(disk: MemoryDisk, expected: ExpectedIdentity | undefined): void {
  for (const path of [IDENTITY, IDENTITY_COPY]) {
    const text = disk.text(path);
    if (text === undefined) continue;
    const recorded = parseIdentity(text);
    if (recorded?.cluster !== expected?.cluster || recorded?.host !== expected?.host)
      throw new Failure('identity/other', `${disk.name}: ${path} names ${recorded?.host} of ${recorded?.clusterName}`);
  }
}

/** The operator's files for an unmanaged etcd. */
export const UNMANAGED_ETCD_CLIENT_FILES: UnmanagedEtcdClientFiles = {
  ca: Buffer.from('CA of an unmanaged etcd'),
  certificate: Buffer.from('client certificate'),
  key: Buffer.from('client key'),
};

const UNMANAGED_ETCD_DIGESTS = new Map(
  UNMANAGED_ETCD_FILES.map(
    ({name, path}) => [path, sha256(unmanagedEtcdHostFile(name, UNMANAGED_ETCD_CLIENT_FILES).content)] as const,
  ),
);
const unreachable = (name: HostName): Failure =>
  new Failure('hosts/unreachable', `${name}: no route`, {
    suggestions: [`check that it is up and connected: ping ${name}`],
  });

export const contentOf = ({name, arch, version}: Artifact): Buffer => Buffer.from(`${name} ${arch} ${version}`);
