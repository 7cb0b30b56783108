import type {Fact} from './fact.js';
import type {HostIdentity} from './identity-record.js';
import type {Digest, EtcdId, HostName} from './names.js';
import type {ObservedUnmanagedEtcd} from './unmanaged-etcd.js';

export interface FileFact {
  readonly digest: Digest;
  /** Octal permission bits as text: "600". */
  readonly mode: string;
  /** "root:root" */
  readonly owner: string;
}

export interface UnitFact {
  /** ActiveState of systemd: active, activating, inactive, failed, … */
  readonly active: string;
  readonly enabled: boolean;
  /** The process was started with the inputs (unit, binary, flags, certificates) that are on disk now. */
  readonly fresh: boolean;
  /** What it takes in by a reload (QUORATE_RELOADS) is what is on disk now; true for a unit that reloads nothing. */
  readonly reloaded: boolean;
}

export interface PortFact {
  readonly port: number;
  /** Local address it is bound to: "0.0.0.0", "127.0.0.1", "::". */
  readonly address: string;
  /** Name of the listening process, "" when it cannot be seen. */
  readonly process: string;
}

/** The marker beside an etcd data directory: member id and data live and die together. */
export interface EtcdMarker {
  /** learner: its data is a copy that no quorum counts on. leaving: it is on its way out of the member list. */
  readonly state: 'forming' | 'learner' | 'member' | 'leaving' | 'removed';
  readonly clusterId?: EtcdId;
  readonly memberId?: EtcdId;
}

/** What one round trip reads from a host. */
export interface HostFacts {
  readonly hostname: string;
  readonly machineId: string;
  /** ID and VERSION_ID of /etc/os-release, and `uname -r`. */
  readonly os: {readonly id: string; readonly version: string; readonly kernel: string};
  /** "amd64", "arm64", else what `uname -m` says. */
  readonly arch: string;
  readonly cpus: number;
  readonly memoryMb: number;
  readonly cgroup: 'v1' | 'v2';
  /** systemd-detect-virt --container: "systemd-nspawn", "docker", …; undefined on a machine. */
  readonly container?: string;
  /** May this host's root lower an oom score and raise limits (CAP_SYS_RESOURCE)? */
  readonly capSysResource: boolean;
  /** Is /proc/sys/net/netfilter writable? */
  readonly sysctlWritable: boolean;
  readonly addresses: readonly string[];
  /** By address, the interface that has it; undefined where there is no `ip` to say so. */
  readonly interfaces?: Readonly<Record<string, string>>;
  readonly ports: readonly PortFact[];
  readonly swap: boolean;
  /** Kernel modules that are loaded or built in, of those that were asked for. */
  readonly modules: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  /** Host clock minus operator clock in milliseconds, at the middle of the round trip. */
  readonly clockOffsetMs: number;
  /** Free bytes by path. */
  readonly diskFree: Readonly<Record<string, number>>;
  /** Of the commands that were asked for, those found in PATH. */
  readonly commands: readonly string[];
  /** Regular files among the paths that quorate owns or would write, with digests. */
  readonly files: ReadonlyMap<string, FileFact>;
  /** Symbolic links among them, with their target text. */
  readonly links: ReadonlyMap<string, string>;
  /** Directories among them that exist, with whether something is in them. */
  readonly directories: ReadonlyMap<string, {readonly empty: boolean; readonly mode: string; readonly owner: string}>;
  /** Text of the public parts: certificates, and kubeconfigs with their private key line left out. */
  readonly publicTexts: ReadonlyMap<string, string>;
  /** Paths the host's ownership list says quorate put there. */
  readonly owned: ReadonlySet<string>;
  /** By full name: "etcd.service". Only units that exist. */
  readonly units: ReadonlyMap<string, UnitFact>;
  /** Image references in containerd's k8s.io namespace; unknown while containerd does not answer. */
  readonly images: Fact<ReadonlySet<string>>;
  readonly etcdMarker?: EtcdMarker;
  /** The one outside /var. */
  readonly etcdMarkerCopy?: EtcdMarker;
  /** What the host says it is; undefined when nothing was recorded there. */
  readonly identity?: Fact<HostIdentity>;
}

export interface EtcdMember {
  readonly id: EtcdId;
  /** Where it lives, by the ids that hosts tell: nothing keeps two members from having one name. */
  readonly host?: HostName;
  /** Empty while it has never been started. */
  readonly name: string;
  readonly peerUrl: string;
  readonly learner: boolean;
  /** Served a linearizable read itself; a learner: answered its status. */
  readonly healthy: boolean;
  /** Why it is not healthy. */
  readonly why?: string;
  readonly leader: boolean;
  /** Of the process that answers, without a leading v; undefined while it does not. */
  readonly version?: string;
  /** Entries its applied index is behind the leader's log; undefined while either is not known. */
  readonly behind?: number;
}

/**
 * "formed" once a leader has been seen or a marker says one was; only absent or forming may start afresh. Of an etcd
 * that somebody else runs: once it holds the data of a Kubernetes cluster.
 */
export type EtcdState =
  | {readonly is: 'absent' | 'forming'}
  | {
      readonly is: 'formed';
      readonly clusterId: EtcdId;
      readonly members: readonly EtcdMember[];
      /** "NOSPACE <member id>", "CORRUPT <member id>". */
      readonly alarms?: readonly string[];
    };

export interface NodeFact {
  readonly name: string;
  readonly ready: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly version: string;
  readonly internalIp: string;
  /** No new pods are put there. */
  readonly cordoned?: true;
  /** It was a run of quorate's that cordoned it: the node carries a note of it. */
  readonly held?: true;
}

/** What the API says, asked through one control plane. */
export interface KubeState {
  readonly nodes: readonly NodeFact[];
  /** `apiVersion/kind/namespace/name` → the live object, for every desired object that exists. */
  readonly objects: ReadonlyMap<string, unknown>;
}

export interface ObservedCluster {
  readonly hosts: ReadonlyMap<HostName, Fact<HostFacts>>;
  readonly etcd: Fact<EtcdState>;
  /** Where the etcd is somebody else's. */
  readonly store?: ObservedUnmanagedEtcd;
  /** By control plane: does its own apiserver answer /readyz? */
  readonly apiReady: ReadonlyMap<HostName, Fact<boolean>>;
  /** Unknown while no apiserver answers. */
  readonly kube: Fact<KubeState>;
}
