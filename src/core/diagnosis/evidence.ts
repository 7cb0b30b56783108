import type {Fact} from '../model/fact.js';
import type {Digest, EtcdId, HostName} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';
import type {ControlEvidence, UnseenPod, WatchCacheEvidence} from './control-evidence.js';
import type {ProbeEvidence} from './probe-evidence.js';

/** Everything that one observation of a running cluster found: the facts of the planner and those of a diagnosis. */
export interface Evidence {
  readonly observed: ObservedCluster;
  /** What each etcd member reports, by its host. */
  readonly members: ReadonlyMap<HostName, Fact<MemberEvidence>>;
  readonly hosts: ReadonlyMap<HostName, Fact<HostEvidence>>;
  /** Connections that were tried from one host to another. */
  readonly links: readonly LinkEvidence[];
  readonly kube: Fact<KubeEvidence>;
  /** Only if it was asked for: what pods of a probe reach. */
  readonly probe?: ProbeEvidence;
}

/** What one member reports of itself and of the others, asked on its own host. */
export interface MemberEvidence {
  readonly clusterId: EtcdId;
  readonly memberId: EtcdId;
  /** Without a leading v. */
  readonly version: string;
  /** Undefined if it knows none. */
  readonly leader?: EtcdId;
  /** A uint64 as decimal text. */
  readonly term: string;
  readonly learner: boolean;
  readonly index: number;
  readonly appliedIndex: number;
  readonly dbSizeBytes: number;
  readonly dbInUseBytes: number;
  /** From its metrics; undefined when they could not be read. */
  readonly quotaBytes?: number;
  /** 99th percentiles of its disk since it was started, in milliseconds; undefined without samples. */
  readonly fsyncP99Ms?: number;
  readonly commitP99Ms?: number;
  /** Means over the time of the observation, in milliseconds: a slow start does not count. */
  readonly fsyncNowMs?: number;
  readonly commitNowMs?: number;
  /** It served a linearizable read. */
  readonly reads: boolean;
  /** Its own member list. */
  readonly list: readonly ListedMember[];
  /** "NOSPACE <member id>", "CORRUPT <member id>". */
  readonly alarms: readonly string[];
  /** Of its keys up to a revision that all members have; undefined if it could not be computed. */
  readonly hash?: {readonly revision: string; readonly hash: string};
}

export interface ListedMember {
  readonly id: EtcdId;
  readonly name: string;
  readonly peerUrl: string;
  readonly learner: boolean;
}

/** What is read from a host in addition to the planner's facts. */
export interface HostEvidence {
  /** By full name: the state of each unit that must run here, as systemd reports it. */
  readonly units: ReadonlyMap<string, UnitEvidence>;
  /** Drop-in files that change a unit of quorate, by unit. */
  readonly dropIns: ReadonlyMap<string, readonly string[]>;
  /** The servers of each load balancer of this host; undefined if it runs none. */
  readonly backends?: Fact<readonly BackendEvidence[]>;
  /** Addresses of its interfaces, with the virtual IP if it is assigned here. */
  readonly addresses: readonly string[];
  /** The range of the pod network that flanneld uses here: "10.244.1.0/24"; undefined if it has written none. */
  readonly podRange?: string;
  /** Undefined where no snapshots of etcd are scheduled. */
  readonly snapshots?: SnapshotEvidence;
  /** Total and free bytes of the file system under a path. */
  readonly disks: ReadonlyMap<string, {readonly totalBytes: number; readonly freeBytes: number}>;
}

/** The schedule of etcd snapshots on a host. */
export interface SnapshotEvidence {
  /** When it was written there. */
  readonly since: Date;
  /** When the newest one that the host keeps was taken; undefined if there is none. */
  readonly newest?: Date;
}

export interface UnitEvidence {
  /** ActiveState of systemd. */
  readonly active: string;
  /** Result of its last run: success, exit-code, signal, … */
  readonly result: string;
  /** Automatic restarts since the last start by request. */
  readonly restarts: number;
  /** For how long it has been active; undefined if it is not, or systemd does not say. */
  readonly activeSeconds?: number;
  /** How many seconds ago systemd restarted it, for restarts of the last ten minutes. Read only of a unit that may flap. */
  readonly restartedSecondsAgo?: readonly number[];
  /** The last lines of its log, without secrets; empty for a healthy unit. */
  readonly log: readonly string[];
}

export interface BackendEvidence {
  /** `quorate-balancer.service` or `quorate-load-balancer.service`. */
  readonly unit: string;
  /** Name of the server: a host of the configuration. */
  readonly server: string;
  readonly address: string;
  readonly up: boolean;
}

export interface LinkEvidence {
  readonly from: HostName;
  readonly to: HostName;
  readonly port: number;
  readonly answer: Fact<'open' | 'refused' | 'silent'>;
}

/** What is read from the API in addition to the planner's facts. */
export interface KubeEvidence {
  /** By control plane: the version of the API server that runs there, without a leading v. */
  readonly servers: ReadonlyMap<HostName, string>;
  readonly nodes: readonly NodeEvidence[];
  /** Pods of kube-system that are not ready, and all of cluster DNS; undefined: not asked. */
  readonly systemPods?: readonly PodEvidence[];
  /** Pods by the workload that owns them, for failure simulations. */
  readonly workloads: readonly WorkloadEvidence[];
  /**
   * Is the Secret that was written last encrypted in etcd? Judged by its first bytes alone. The value is undefined if
   * there is no Secret.
   */
  readonly secretsEncrypted: Fact<boolean | undefined>;
  /** Undefined: not asked. */
  readonly control?: Fact<ControlEvidence>;
  /** Undefined: not asked. */
  readonly unseenPods?: readonly UnseenPod[];
  /** By control plane; only of API servers that started before etcd did. */
  readonly watchCaches?: ReadonlyMap<HostName, WatchCacheEvidence>;
  /** By control plane, the digest of the encryption configuration that is loaded; only where the one on disk is newer. */
  readonly encryption?: ReadonlyMap<HostName, Digest>;
}

export interface NodeEvidence {
  readonly name: string;
  readonly ready: boolean;
  readonly schedulable: boolean;
  /** Unhealthy conditions other than Ready: MemoryPressure, DiskPressure, PIDPressure, … */
  readonly troubles: readonly string[];
  /** Without a leading v. */
  readonly kubelet: string;
  readonly internalIp: string;
  /** Status of the condition NetworkUnavailable, which flanneld sets to False; undefined if there is none. */
  readonly networkUnavailable?: string;
}

export interface PodEvidence {
  readonly name: string;
  /** Empty until it is scheduled. */
  readonly node: string;
  /** It is a pod of cluster DNS. */
  readonly dns: boolean;
  readonly ready: boolean;
  readonly created: Date;
  /** Why its containers wait, or why it is not scheduled: "CrashLoopBackOff". */
  readonly reasons: readonly string[];
  /** Why the runtime could not connect it to the network, the last time that it tried. */
  readonly sandbox?: string;
  /** The last line of the log of a container that ended. */
  readonly log?: string;
}

export interface WorkloadEvidence {
  /** `namespace/kind/name` */
  readonly name: string;
  /** Hosts that ready pods of it run on, one entry a pod. */
  readonly hosts: readonly string[];
}
