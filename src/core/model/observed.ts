import type {CaHomeFacts} from './ca-home.js';
import type {ClockOffset} from './clock-offset.js';
import type {DownloadProblem} from './download-problem.js';
import type {Fact} from './fact.js';
import type {HostIdentity} from './identity-record.js';
import type {KeptSet} from './kept-files.js';
import type {Digest, EtcdId, HostName} from './names.js';
import type {ObservedReach} from './network-reach.js';
import type {OperatorDigests} from './operator-file.js';
import type {PackageRecord} from './package-record.js';
import type {PlaceFact} from './place.js';
import type {Surroundings} from './surroundings.js';
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
  /** The process was started with the unit, binary, flags and certificates that are on disk now. */
  readonly fresh: boolean;
  /** It has loaded the reloadable files (QUORATE_RELOADS) that are on disk now; true for a unit without any. */
  readonly reloaded: boolean;
}

export interface PortFact {
  readonly port: number;
  /** Local address it is bound to: "0.0.0.0", "127.0.0.1", "::". */
  readonly address: string;
  /** Name of the listening process, "" if unknown. */
  readonly process: string;
}

/** The marker beside an etcd data directory: it ties the data to one member of one cluster. */
export interface EtcdMarker {
  /**
   * forming: the cluster is being bootstrapped. learner: it has no vote. leaving: its removal was started. restoring: its
   * data is being replaced on all hosts by that of a snapshot, and etcd does not start.
   */
  readonly state: 'forming' | 'learner' | 'member' | 'leaving' | 'removed' | 'restoring';
  readonly clusterId?: EtcdId;
  readonly memberId?: EtcdId;
  /** Of a restore: what it makes of which snapshot; see core/restore/terms.ts. The ids are those of before. */
  readonly restore?: string;
}

/** What is read from a host in one round trip. */
export interface HostFacts extends Surroundings {
  readonly hostname: string;
  readonly machineId: string;
  /** ID and VERSION_ID of /etc/os-release, and `uname -r`. */
  readonly os: {readonly id: string; readonly version: string; readonly kernel: string};
  /** "amd64", "arm64", else what `uname -m` says. */
  readonly arch: string;
  readonly cpus: number;
  readonly memoryMb: number;
  readonly cgroup: 'v1' | 'v2';
  /** The version of systemd; undefined if it is not understood. */
  readonly systemd?: number;
  /** systemd-detect-virt --container: "systemd-nspawn", "docker", …; undefined on a machine. */
  readonly container?: string;
  /** Root may lower an OOM score and raise limits (CAP_SYS_RESOURCE). */
  readonly capSysResource: boolean;
  /** /proc/sys/net/netfilter is writable. */
  readonly sysctlWritable: boolean;
  readonly addresses: readonly string[];
  /** By address, the interface that has it; undefined on a host without the command `ip`. */
  readonly interfaces?: Readonly<Record<string, string>>;
  readonly ports: readonly PortFact[];
  readonly swap: boolean;
  /** Of the requested kernel modules, those that are loaded or built in. */
  readonly modules: readonly string[];
  /** Of the requested users, those that exist with a group of the same name. */
  readonly users: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  readonly clock: ClockOffset;
  /** By path, the requested directories. */
  readonly places: ReadonlyMap<string, PlaceFact>;
  /** Of the requested commands, those found in PATH. */
  readonly commands: readonly string[];
  readonly packages: PackageRecord;
  /** Regular files among the paths that quorate owns or would write. */
  readonly files: ReadonlyMap<string, FileFact>;
  /** Symbolic links among them, with their target text. */
  readonly links: ReadonlyMap<string, string>;
  /** Directories among them, and links that lead to a directory, with what is true of that directory. */
  readonly directories: ReadonlyMap<string, {readonly empty: boolean; readonly mode: string; readonly owner: string}>;
  /** Texts of certificates, and of kubeconfigs without their private keys. */
  readonly publicTexts: ReadonlyMap<string, string>;
  /** Paths that quorate created, by the list of owned files on the host. */
  readonly owned: ReadonlySet<string>;
  /** Sets of previous files that an unfinished change has kept on the host. */
  readonly keptFiles: ReadonlySet<KeptSet>;
  /** By full name, "etcd.service". Only units that exist. */
  readonly units: ReadonlyMap<string, UnitFact>;
  /** Disabled also where the kernel has none, and in a container. */
  readonly selinux: 'enforcing' | 'permissive' | 'disabled';
  /** Of the requested booleans of its policy, those that the policy has. */
  readonly booleans: Readonly<Record<string, boolean>>;
  /**
   * Of the requested image references, those in containerd's k8s.io namespace, with the digest that each points to:
   * "sha256:…"; unknown while containerd does not answer.
   */
  readonly images: Fact<ReadonlyMap<string, string>>;
  readonly etcdMarker?: EtcdMarker;
  /** The one outside /var. */
  readonly etcdMarkerCopy?: EtcdMarker;
  /** The identity that the host has recorded; undefined if there is none. */
  readonly identity?: Fact<HostIdentity>;
}

export interface EtcdMember {
  readonly id: EtcdId;
  /** The host with its data, by the member id that the host reports: two members may have one name. */
  readonly host?: HostName;
  /** Empty until its first start. */
  readonly name: string;
  readonly peerUrl: string;
  readonly learner: boolean;
  /** A voter served a linearizable read itself; a learner answered its status. */
  readonly healthy: boolean;
  /** Why it is not healthy. */
  readonly why?: string;
  readonly leader: boolean;
  /** Of its process, without a leading v; undefined if it does not answer. */
  readonly version?: string;
  /** Entries that its applied index is behind the log of the leader; undefined if either is unknown. */
  readonly behind?: number;
}

/**
 * absent: no host has a member. forming: the bootstrap was started and is unfinished. formed: a leader was seen, or a
 * marker says so; it is never bootstrapped again. An unmanaged etcd is formed once it has the data of a Kubernetes
 * cluster.
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

/** A taint as the API has it. */
export interface LiveTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface NodeFact {
  readonly name: string;
  readonly ready: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly version: string;
  readonly internalIp: string;
  /** Its range of the pod network; undefined until the controller manager gives it one. */
  readonly podCidr?: string;
  /** Marked unschedulable. */
  readonly cordoned?: true;
  /** quorate cordoned it: the Node has the annotation quorate.dev/held. */
  readonly held?: true;
  /** Undefined: none. */
  readonly taints?: readonly LiveTaint[];
  /** The text of the annotation quorate.dev/applied: what quorate set. */
  readonly applied?: string;
  /** It has no annotations. */
  readonly unannotated?: true;
}

/** What was read from the API, through one control plane. */
export interface KubeState {
  readonly nodes: readonly NodeFact[];
  /** `apiVersion/kind/namespace/name` → the live object, for every desired object that exists. */
  readonly objects: ReadonlyMap<string, unknown>;
}

export interface ObservedCluster {
  readonly hosts: ReadonlyMap<HostName, Fact<HostFacts>>;
  readonly etcd: Fact<EtcdState>;
  /** Of an unmanaged etcd. */
  readonly unmanagedEtcd?: ObservedUnmanagedEtcd;
  /** Undefined if the configuration names no directory for CAs. */
  readonly caHome?: Fact<CaHomeFacts>;
  /** Undefined if the configuration has no such files. */
  readonly operatorFiles?: OperatorDigests;
  /** Hosts that cannot download from the source of binaries and images. Undefined: they were not asked. */
  readonly sourceProblems?: ReadonlyMap<HostName, readonly DownloadProblem[]>;
  /** By control plane: its own API server answers /readyz. */
  readonly apiReady: ReadonlyMap<HostName, Fact<boolean>>;
  /** Unknown while no API server answers. */
  readonly kube: Fact<KubeState>;
  /** From each node that is Ready; undefined if none was asked. */
  readonly reach?: ObservedReach;
}
