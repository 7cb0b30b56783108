import type {AuthenticationConfig} from './authentication.js';
import type {ClusterConfig, ConfigurableComponent, ExtraArg, ProxyConfig, RegistryConfig, Taint} from './config.js';
import type {Renewal, RotationTarget} from './key-change.js';
import type {HostName} from './names.js';
import type {SnapshotSchedule} from './snapshot-schedule.js';

export interface DesiredHost {
  readonly name: HostName;
  readonly address: string;
  readonly zone?: string;
}

/** One etcd member. Only desire() decides which hosts have one. */
export interface DesiredMember {
  readonly host: HostName;
  readonly address: string;
  readonly peerUrl: string;
  readonly clientUrl: string;
}

/** An unmanaged etcd: control planes are its clients, and nothing is planned for its hosts. */
export interface DesiredUnmanagedEtcd {
  readonly endpoints: readonly string[];
}

export interface DesiredControlPlane {
  readonly host: HostName;
  readonly address: string;
  /** What its kube-apiserver connects to: its own member, or all members. */
  readonly etcdEndpoints: readonly string[];
}

/** A host that runs a kubelet. */
export interface DesiredNode {
  readonly host: HostName;
  readonly address: string;
  /** URL that its kubelet uses: the own API server on a control plane, the load balancer of the node elsewhere. */
  readonly kubeletServer: string;
  /** Labels of the Node, including those that a kubelet may set itself. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

/** A virtual IP as one of the hosts that share it sees it: one of them has it at a time. */
export interface DesiredVirtualIp {
  readonly address: string;
  /** Virtual router id of VRRP, 1 to 255. */
  readonly router: number;
  /** Addresses of the other hosts that share it. */
  readonly peers: readonly string[];
}

/** A host that balances connections from outside over the control planes, at the port of the endpoint. */
export interface DesiredLoadBalancer {
  readonly host: HostName;
  readonly address: string;
  /** The virtual IP that two load balancers share. */
  readonly shared?: DesiredVirtualIp;
}

/** A control plane that shares the API endpoint with the others: connections go to the API server of the one that has it. */
export interface DesiredVipHost {
  readonly host: HostName;
  readonly address: string;
  readonly shared: DesiredVirtualIp;
}

/** The cluster that the configuration describes. */
export interface DesiredCluster {
  readonly name: string;
  /** Without a leading v. */
  readonly kubernetesVersion: string;
  readonly etcdVersion?: string;
  /** The API endpoint. */
  readonly endpoint: {readonly host: string; readonly port: number};
  readonly network: ClusterConfig['network'] & {
    /** First address of the service range: the `kubernetes` service. */
    readonly apiServiceIp: string;
    /** Tenth address of the service range, as with kubeadm. */
    readonly dnsIp: string;
  };
  readonly pki: ClusterConfig['pki'];
  /** The step of a rotation that this run takes. */
  readonly rotation?: RotationTarget;
  /** Which certificates this run renews although they are not due. */
  readonly renewal?: Renewal;
  /** Set if hosts download binaries and images themselves: this and the path of a source are the URL. */
  readonly downloads: {readonly base: string} | undefined;
  readonly proxy?: ProxyConfig;
  readonly packages: ClusterConfig['packages'];
  readonly registries: readonly RegistryConfig[];
  /** By path in cluster.yaml, settings that a running cluster keeps. */
  readonly settings: Readonly<Record<string, string>>;
  readonly authentication?: AuthenticationConfig;
  readonly podSecurity: ClusterConfig['podSecurity'];
  readonly extraArgs: Readonly<Record<ConfigurableComponent, readonly ExtraArg[]>>;
  readonly hosts: readonly DesiredHost[];
  /** Undefined: its members take no snapshots by themselves. */
  readonly snapshots?: SnapshotSchedule;
  /** The managed members; none if etcd is unmanaged. */
  readonly etcd: readonly DesiredMember[];
  readonly unmanagedEtcd?: DesiredUnmanagedEtcd;
  readonly controlPlanes: readonly DesiredControlPlane[];
  /** A control plane that leaves at the end of this run: until then it may have the only copy of the secrets. */
  readonly leavingControlPlane?: HostName;
  readonly nodes: readonly DesiredNode[];
  readonly loadBalancers: readonly DesiredLoadBalancer[];
  /** All control planes, if they share the API endpoint without load balancers; else none. */
  readonly vipHosts: readonly DesiredVipHost[];
  /**
   * The hosts that `init` builds: the first control plane, the etcd members that it needs, and the load balancers in
   * front of it.
   */
  readonly bootstrapHosts: readonly HostName[];
}

/** Port of the load balancer on every node, bound to loopback. */
export const NODE_BALANCER_PORT = 7443;
/** What kube-proxy and flanneld of every node use, and the kubelet of a node without its own API server. */
export const NODE_BALANCER_URL = `https://127.0.0.1:${NODE_BALANCER_PORT}`;
/** Port where the load balancer of a node reports which API servers are alive, bound to loopback. */
export const NODE_BALANCER_HEALTH_PORT = 7445;
/** Port where a load balancer reports whether an API server behind it is alive, bound to loopback. */
export const LOAD_BALANCER_HEALTH_PORT = 7444;
export const API_PORT = 6443;
