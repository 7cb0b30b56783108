import type {Fact} from '../model/fact.js';
import type {EtcdId, HostName} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';

/** All that one look at a living cluster found: what the planner sees, and what only a doctor asks for. */
export interface Evidence {
  readonly observed: ObservedCluster;
  /** Each etcd member's own word, by its host. */
  readonly members: ReadonlyMap<HostName, Fact<MemberEvidence>>;
  readonly hosts: ReadonlyMap<HostName, Fact<HostEvidence>>;
  /** Connections that were really tried, from one host to another. */
  readonly links: readonly LinkEvidence[];
  readonly kube: Fact<KubeEvidence>;
}

/** What one member says of itself and of the others, asked on its own host. */
export interface MemberEvidence {
  readonly clusterId: EtcdId;
  readonly memberId: EtcdId;
  /** Without a leading v. */
  readonly version: string;
  /** Undefined while it knows of none. */
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
  /** Means over the moment of the look: a start that was slow once is not held against a disk. */
  readonly fsyncNowMs?: number;
  readonly commitNowMs?: number;
  /** Served a linearizable read itself. */
  readonly reads: boolean;
  /** Its own list. */
  readonly list: readonly ListedMember[];
  /** "NOSPACE <member id>", "CORRUPT <member id>". */
  readonly alarms: readonly string[];
  /** Of its keys up to a revision that all members have; undefined when it could not be computed. */
  readonly hash?: {readonly revision: string; readonly hash: string};
}

export interface ListedMember {
  readonly id: EtcdId;
  readonly name: string;
  readonly peerUrl: string;
  readonly learner: boolean;
}

/** What is asked of a host beyond the planner's facts. */
export interface HostEvidence {
  /** By full name: what systemd says about a unit that is to run here. */
  readonly units: ReadonlyMap<string, UnitEvidence>;
  /** Drop-in files that change a unit of quorate's, by unit. */
  readonly dropIns: ReadonlyMap<string, readonly string[]>;
  /** The servers behind each balancer of this host and whether it takes them for alive; undefined where it runs none. */
  readonly backends?: Fact<readonly BackendEvidence[]>;
  /** Addresses of its interfaces now; tells who holds a shared address. */
  readonly addresses: readonly string[];
  /** Total and free bytes of the file system under a path. */
  readonly disks: ReadonlyMap<string, {readonly totalBytes: number; readonly freeBytes: number}>;
}

export interface UnitEvidence {
  /** ActiveState of systemd. */
  readonly active: string;
  /** Result of its last run: success, exit-code, signal, … */
  readonly result: string;
  readonly restarts: number;
  /** The last lines of its log, without secrets; empty for a unit that is well. */
  readonly log: readonly string[];
}

export interface BackendEvidence {
  /** `quorate-balancer.service` or `quorate-load-balancer.service`. */
  readonly unit: string;
  /** Host name that the configuration gives the server. */
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

/** What the API is asked beyond the planner's question. */
export interface KubeEvidence {
  /** By control plane: the version of the API server that runs there, without a leading v. */
  readonly servers: ReadonlyMap<HostName, string>;
  readonly nodes: readonly NodeEvidence[];
  /** Pods by the workload that owns them, for what a loss would do to it. */
  readonly workloads: readonly WorkloadEvidence[];
  /**
   * Does a secret written now lie encrypted in etcd? Judged from the one written last, by its first bytes alone; a value
   * of undefined: there is none.
   */
  readonly secretsEncrypted: Fact<boolean | undefined>;
}

export interface NodeEvidence {
  readonly name: string;
  readonly ready: boolean;
  readonly schedulable: boolean;
  /** Conditions other than Ready that are not as they should be: MemoryPressure, DiskPressure, PIDPressure, … */
  readonly troubles: readonly string[];
  /** Without a leading v. */
  readonly kubelet: string;
  readonly internalIp: string;
}

export interface WorkloadEvidence {
  /** `namespace/kind/name` */
  readonly name: string;
  /** Hosts that ready pods of it run on, one entry a pod. */
  readonly hosts: readonly string[];
}
