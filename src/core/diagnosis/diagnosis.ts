import type {Finding} from '../model/finding.js';
import type {HostName} from '../model/names.js';

/** What `topology check` says: plain data, sorted, without times, the same bytes for the same evidence. */
export interface Diagnosis {
  readonly cluster: string;
  readonly verdict: QuorumStatus;
  /** Errors first, then warnings and notes; by code and host within. */
  readonly findings: readonly ClusterFinding[];
  readonly layout: LayoutView;
  /** What losing hosts would do, for each set that was asked about or found to be a smallest one. */
  readonly losses: readonly Loss[];
}

/** Is it quorate, and what can it lose next? */
export interface QuorumStatus {
  /** unknown: no member could be asked, or they contradict each other. */
  readonly quorate: 'yes' | 'no' | 'unknown';
  /** One sentence for people, ends without a full stop. */
  readonly sentence: string;
  readonly voters: number;
  readonly healthy: number;
  readonly quorum: number;
  /** Healthy voters that may be lost and writes go on; negative without quorum. */
  readonly spare: number;
  readonly leader?: string;
}

export interface ClusterFinding extends Finding {
  /** Where: a host's name; undefined for the cluster as a whole. */
  readonly host?: string;
  /** What was seen, one fact a line. Never a secret. */
  readonly evidence: readonly string[];
}

/** What is drawn: every host of the configuration in its zone, and what runs there as it was seen. */
export interface LayoutView {
  readonly name: string;
  readonly kubernetesVersion: string;
  /** Where people reach the API: `host:port`. */
  readonly endpoint: string;
  /** Sorted by name; the zone without a name comes last. */
  readonly zones: readonly ZoneView[];
  readonly store?: UnmanagedEtcdView;
}

/** An etcd that somebody else runs, on none of the hosts. */
export interface UnmanagedEtcdView {
  readonly endpoints: readonly string[];
  /** By name; none where nobody could say. */
  readonly members: readonly (MemberView & {readonly name: string})[];
}

export interface ZoneView {
  readonly name?: string;
  readonly hosts: readonly HostView[];
}

export interface HostView {
  readonly name: HostName | string;
  readonly address: string;
  /** Seen: its facts could be read. Planned: nobody looked, the view is of the configuration alone. */
  readonly seen: 'yes' | 'no' | 'planned';
  readonly member?: MemberView;
  readonly controlPlane?: PartView;
  readonly node?: PartView;
  readonly loadBalancer?: PartView & {readonly holdsAddress?: boolean};
}

export interface PartView {
  readonly state: 'up' | 'down' | 'unknown' | 'planned';
  /** Why it is not up. */
  readonly why?: string;
}

export interface MemberView extends PartView {
  readonly part: 'leader' | 'voter' | 'learner';
}

/** The cluster without some of its hosts. */
export interface Loss {
  readonly hosts: readonly string[];
  /** The zone they are, when that was the question. */
  readonly zone?: string;
  /** etcd takes writes. */
  readonly writes: boolean;
  /** Some API server serves, and somebody outside can reach one. */
  readonly api: boolean;
  /** The address for people still leads to an API server. */
  readonly endpoint: boolean;
  /** `namespace/kind/name` of workloads that keep no pod. */
  readonly workloads: readonly string[];
  /** One sentence for people. */
  readonly sentence: string;
}
