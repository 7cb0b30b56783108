import type {DesiredCluster} from '../core/cluster/desired.js';
import type {Fact} from '../core/cluster/fact.js';
import type {ClusterId, HostName} from '../core/cluster/names.js';
import type {EtcdState, HostFacts, KubeState, ObservedCluster} from '../core/cluster/observed.js';
import type {Artifact} from '../core/components/bundle.js';
import type {Failure} from '../core/failure.js';
import type {HostIdentity} from '../core/identity/record.js';
import type {StoreFile} from '../core/pki/store.js';
import type {AuthorityName, DesiredCert, DesiredKubeconfig, SharedName, SharedSource} from '../core/pki/types.js';
import type {Movable} from '../core/plan/movable.js';
import type {Question} from '../core/plan/question.js';
import type {KubeObject} from '../core/render/kube/object.js';
import type {DeprecatedUse} from '../core/upgrade/deprecated.js';

/** A file for a host. Written to a temporary name, synced, given its mode and renamed. */
export interface HostFile {
  readonly path: string;
  /** Octal: "600". */
  readonly mode: string;
  readonly content: Uint8Array;
  readonly secret: boolean;
}

/** What a host is asked about; the less, the faster. */
export type FactQuestion = Question;

/** Compared on the host itself, in the same call that destroys something there. */
export type ExpectedIdentity = Pick<HostIdentity, 'cluster' | 'host'>;

/** What a reset takes away besides the files that the host's ownership list names. */
export interface HostReset {
  /** What the host must say it is; undefined: it must have no identity recorded. */
  readonly identity: ExpectedIdentity | undefined;
  /** By full name, in the order in which they are stopped. */
  readonly units: readonly string[];
  /** Removed with all that is in them. */
  readonly directories: readonly string[];
}

export interface HostClearing {
  /** As for a reset. */
  readonly identity: ExpectedIdentity | undefined;
  readonly unit: string;
  readonly directory: string;
  /** They say what the data is, for as long as any of it is there. */
  readonly files: readonly string[];
}

/** What can be done to one host. Each call is one remote operation, and one crash boundary. */
export interface HostPort {
  readonly name: HostName;
  /** Read-only, one round trip. */
  facts(question: FactQuestion): Promise<HostFacts>;
  /** All files in one round trip, each atomic, in order; each is noted as owned before it appears. */
  put(files: readonly HostFile[]): Promise<void>;
  /** A file's content, undefined when it does not exist; never logged. */
  read(path: string): Promise<Buffer | undefined>;
  /** All in one round trip, each atomic, in order; each is noted as owned before it appears. */
  install(placements: readonly {readonly artifact: Artifact; readonly path: string}[]): Promise<void>;
  link(links: readonly {readonly path: string; readonly target: string}[]): Promise<void>;
  makeDirectories(directories: readonly {readonly path: string; readonly mode: string}[]): Promise<void>;
  prepareKernel(modules: readonly string[], sysctls: Readonly<Record<string, string>>): Promise<void>;
  /** daemon-reload, enable, and start or restart; waits until each has recorded what it starts with, not for health. */
  run(units: readonly string[]): Promise<void>;
  /** Reloads units and waits until they have: a configuration they refuse is an error. */
  reload(units: readonly string[]): Promise<void>;
  /** Waits until they have ended; they are started again at boot. */
  stop(units: readonly string[]): Promise<void>;
  /** Of units that exist. */
  restarts(units: readonly string[]): Promise<ReadonlyMap<string, UnitRestarts>>;
  /** The end of a unit's log, oldest line first; for people. */
  lastWords(unit: string): Promise<readonly string[]>;
  /** Runs each for no more than to say its version. Throws Failure 'host/does-not-run' with what it said instead. */
  tryPrograms(programs: readonly {readonly path: string; readonly version: string}[]): Promise<void>;
  /**
   * Starts an etcd on a directory and on loopback ports of its own, waits until it serves, ends it and takes its
   * directory away. Throws Failure 'host/does-not-run' with the last it said.
   */
  tryEtcd(path: string, flags: readonly string[]): Promise<void>;
  importImages(archives: readonly {readonly image: string; readonly path: string}[]): Promise<void>;
  /** Stops a unit, empties the directory it keeps its data in, then removes a file. */
  clear(what: HostClearing): Promise<void>;
  /** Takes away what quorate put there, and the data in the named directories. What was removed, for people. */
  reset(what: HostReset): Promise<readonly string[]>;
}

export interface UnitRestarts {
  /** ActiveState of systemd. One that ends again and again is mostly activating. */
  readonly active: string;
  /** How often systemd has started it again by itself since somebody did. */
  readonly restarts: number;
  /** For how long the process has run, by the clock of its host; undefined while it does not. */
  readonly activeSeconds?: number;
}

/** The etcd cluster, asked on the members' own hosts, never through an apiserver. */
export interface EtcdPort {
  state(): Promise<Fact<EtcdState>>;
  /** Adds a learner with this peer URL, through a healthy voter. Throws Failure 'etcd/not-yet' when asking again may help. */
  addLearner(peerUrl: string): Promise<void>;
  /** Makes the learner with this peer URL a voter; one that is a voter already stays one. Throws like addLearner. */
  promote(peerUrl: string): Promise<void>;
  /** Takes the member with this peer URL off the list if it is a learner at that moment. Throws like addLearner. */
  withdraw(peerUrl: string): Promise<void>;
  /** Makes one voter lead in place of the other, if that one does. Throws like addLearner. */
  moveLeader(from: string, to: string): Promise<void>;
  /** Takes the member with this peer URL off the list, through another one. Throws like addLearner. */
  remove(peerUrl: string): Promise<void>;
  /**
   * Takes a snapshot through the leader, checks it with etcdutl, and keeps a copy of it on the machine quorate runs on,
   * whole and readable by its user alone. Throws Failure 'etcd/snapshot-failed'.
   */
  snapshot(): Promise<Snapshot>;
  /** The newest that is kept of this cluster; undefined when there is none. */
  newestSnapshot(): Promise<Snapshot | undefined>;
  /** Does the member with this peer URL answer another one that is healthy? */
  isHeard(peerUrl: string): Promise<Fact<boolean>>;
}

/** A copy of etcd's data. */
export interface Snapshot {
  /** On the machine quorate runs on. */
  readonly path: string;
  readonly takenAt: Date;
  readonly bytes: number;
  /** Decimal text. */
  readonly revision: string;
}

/** The Kubernetes API, asked on control-plane hosts. */
export interface KubePort {
  ready(host: HostName): Promise<Fact<boolean>>;
  state(objects: readonly KubeObject[]): Promise<Fact<KubeState>>;
  apply(objects: readonly KubeObject[]): Promise<void>;
  /** The pods on these nodes that a drain would move. */
  movable(nodes: readonly HostName[]): Promise<Fact<Movable>>;
  /**
   * Cordons a node and asks its pods to go, within the limits of disruption budgets; gives them some seconds. What is
   * left is for `movable` to say. `waits`: for pods to be gone that were asked before.
   * Throws Failure 'kube/drain-refused' for pods that nobody would start again elsewhere.
   */
  drain(node: HostName, options: {readonly waits: boolean}): Promise<void>;
  /** Cordons a node that nobody has cordoned, and notes on it that quorate did. */
  hold(node: HostName): Promise<void>;
  /** Uncordons a node that carries that note, and takes the note off. */
  release(node: HostName): Promise<void>;
  /** Versions of the API that clients have asked for and that a coming release no longer has. */
  deprecated(): Promise<Fact<readonly DeprecatedUse[]>>;
  deleteNode(node: HostName): Promise<void>;
  label(nodes: readonly {readonly name: HostName; readonly labels: Readonly<Record<string, string>>}[]): Promise<void>;
}

/** The cluster's lock in the hands of this run. */
export interface HeldLock {
  /** Fires when the lock is gone: whoever works under it is to end before the next step. */
  readonly lost: AbortSignal;
  /** No other run has held it since the moment that was asked about. */
  readonly undisturbed: boolean;
}

/** The connected hosts of one cluster. */
export interface Site {
  host(name: HostName): HostPort;
  readonly etcd: EtcdPort;
  readonly kube: KubePort;
  observe(desired: DesiredCluster): Promise<ObservedCluster>;
  /**
   * Holds the cluster's lock on every reachable member and control-plane host while `use` runs. Two runs exclude each
   * other; a lock whose holder is gone is free. Throws Failure 'lock/held' that names the holder, where and since when;
   * when `use` fails after the lock was lost, the Failure is 'lock/lost'.
   *
   * @param since a moment of this process's monotonic clock, in milliseconds.
   */
  locked<T>(verb: string, since: number, use: (lock: HeldLock) => Promise<T>): Promise<T>;
  /** Why a host could not be read when it was last observed, with what to do; undefined when it could. */
  troubleWith(name: HostName): Failure | undefined;
}

/** Keys are made and certificates signed here; private keys stay in this process's memory until they go to a host by stdin. */
export interface KeyPort {
  /** The id of the cluster: that of its hosts, or one made for this run. */
  clusterId(): Promise<ClusterId>;
  /** The files of a shared secret, the same for every control plane of this run. */
  shared(name: SharedName, from: SharedSource): Promise<readonly HostFile[]>;
  /** The certificate file's text of an authority, from wherever `shared` would take it in this run. */
  authorityCert(name: AuthorityName): Promise<string>;
  /** A file of the operator's with which control planes are clients of somebody else's etcd. */
  store(name: StoreFile): Promise<HostFile>;
  /** A new key and its certificate, the key first. */
  certificate(wanted: DesiredCert): Promise<readonly HostFile[]>;
  kubeconfig(wanted: DesiredKubeconfig): Promise<HostFile>;
}
