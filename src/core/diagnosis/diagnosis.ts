import type {Finding} from '../model/finding.js';
import type {HostName} from '../model/names.js';

/** The result of `topology check`: plain data, sorted, without times, the same bytes for the same evidence. */
export interface Diagnosis {
  readonly cluster: string;
  readonly verdict: QuorumStatus;
  /** Errors first, then warnings and notes; by code and host within. */
  readonly findings: readonly ClusterFinding[];
  readonly layout: LayoutView;
  /** The simulated loss of hosts, for each set that was asked for or is a smallest harmful one. */
  readonly losses: readonly Loss[];
}

/** Does etcd have quorum, and how many failures does it tolerate? */
export interface QuorumStatus {
  /** unknown: no member could be asked, or they contradict each other. */
  readonly quorate: 'yes' | 'no' | 'unknown';
  /** One sentence for people, without a full stop at its end. */
  readonly summary: string;
  readonly voters: number;
  readonly healthy: number;
  readonly quorum: number;
  /** Healthy voters that can fail before writes are blocked; negative without quorum. */
  readonly tolerance: number;
  readonly leader?: string;
  /** Undefined if the members of etcd are unknown. */
  readonly endpoint?: EndpointStatus;
}

/** The API endpoint, which clients outside of the nodes use: kubectl, CI, kubeconfigs. */
export interface EndpointStatus {
  /** `host:port` */
  readonly address: string;
  /** It leads to an API server that serves. unknown: quorate does not manage what is there. */
  readonly up: 'yes' | 'no' | 'unknown';
  /** Smallest sets of hosts without which clients lose the API, although etcd and an API server serve. */
  readonly lostWith: readonly (readonly string[])[];
}

export interface ClusterFinding extends Finding {
  /** The name of a host; undefined for a finding of the cluster. */
  readonly host?: string;
  /** What was observed, one fact a line. Never a secret. */
  readonly evidence: readonly string[];
}

/** What is drawn: every host of the configuration in its zone, and the observed state of what runs there. */
export interface LayoutView {
  readonly name: string;
  readonly kubernetesVersion: string;
  /** The API endpoint: `host:port`. */
  readonly endpoint: string;
  /** Sorted by name; the zone without a name comes last. */
  readonly zones: readonly ZoneView[];
  readonly unmanagedEtcd?: UnmanagedEtcdView;
}

/** An unmanaged etcd, on none of the hosts. */
export interface UnmanagedEtcdView {
  readonly endpoints: readonly string[];
  /** By name; empty if they are unknown. */
  readonly members: readonly (MemberView & {readonly name: string})[];
}

export interface ZoneView {
  readonly name?: string;
  readonly hosts: readonly HostView[];
}

export interface HostView {
  readonly name: HostName | string;
  readonly address: string;
  /** Whether its facts could be read. planned: the view is of the configuration alone. */
  readonly reachable: 'yes' | 'no' | 'planned';
  readonly member?: MemberView;
  readonly controlPlane?: PartView;
  readonly node?: PartView;
  readonly loadBalancer?: VipView;
  /** Of a control plane that shares the API endpoint with the others. */
  readonly virtualIp?: VipView;
}

/** What may have the virtual IP of the endpoint. */
export interface VipView extends PartView {
  /** undefined: there is no virtual IP, or its holder is unknown. */
  readonly holdsAddress?: boolean;
}

export interface PartView {
  readonly state: 'up' | 'down' | 'unknown' | 'planned';
  /** Why it is not up. */
  readonly why?: string;
}

export interface MemberView extends PartView {
  readonly role: 'leader' | 'voter' | 'learner';
}

/** The cluster without some of its hosts. */
export interface Loss {
  readonly hosts: readonly string[];
  /** The zones of these hosts, if the loss of zones was asked for. */
  readonly zone?: string;
  /** etcd accepts writes. */
  readonly writes: boolean;
  /** An API server serves, and clients outside can reach one. */
  readonly api: boolean;
  /** The API endpoint still leads to an API server. */
  readonly endpoint: boolean;
  /** `namespace/kind/name` of workloads that would have no running pods. */
  readonly workloads: readonly string[];
  /** One sentence for people. */
  readonly summary: string;
}
