import type {ClusterConfig, ConfigurableComponent, ExtraArg, Taint} from './config.js';
import type {HostName} from './names.js';

export interface DesiredHost {
  readonly name: HostName;
  readonly address: string;
  readonly zone?: string;
}

/** One etcd member. Which hosts carry one is settled; nobody below asks why. */
export interface DesiredMember {
  readonly host: HostName;
  readonly address: string;
  readonly peerUrl: string;
  readonly clientUrl: string;
}

/** etcd that somebody else runs: control planes are its clients, and nothing is planned for its hosts. */
export interface DesiredUnmanagedEtcd {
  readonly endpoints: readonly string[];
}

export interface DesiredControlPlane {
  readonly host: HostName;
  readonly address: string;
  /** What its kube-apiserver connects to: its own member, or all of them. */
  readonly etcdEndpoints: readonly string[];
}

/** A host that runs a kubelet. */
export interface DesiredNode {
  readonly host: HostName;
  readonly address: string;
  /** URL its kubelet uses: the own API server on a control plane, the node's balancer elsewhere. */
  readonly kubeletServer: string;
  /** Labels the API gives it; those a kubelet may set itself are among them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

/** A host that passes everyone outside on to the control planes, at the port of the endpoint. */
export interface DesiredLoadBalancer {
  readonly host: HostName;
  readonly address: string;
  /** Where two share the address of the endpoint: one of them holds it at a time. */
  readonly shared?: {
    readonly address: string;
    /** Virtual router id of VRRP, 1 to 255. */
    readonly router: number;
    /** Addresses of the others. */
    readonly peers: readonly string[];
  };
}

/** The cluster that the configuration describes. */
export interface DesiredCluster {
  readonly name: string;
  /** Without a leading v. */
  readonly kubernetesVersion: string;
  readonly etcdVersion?: string;
  /** Where people reach the API. */
  readonly endpoint: {readonly host: string; readonly port: number};
  readonly network: ClusterConfig['network'] & {
    /** First address of the service range: the `kubernetes` service. */
    readonly apiServiceIp: string;
    /** Tenth address of the service range, as with kubeadm. */
    readonly dnsIp: string;
  };
  readonly pki: ClusterConfig['pki'];
  /** By path in cluster.yaml, what a running cluster keeps: it is not changed by editing. */
  readonly settings: Readonly<Record<string, string>>;
  readonly extraArgs: Readonly<Record<ConfigurableComponent, readonly ExtraArg[]>>;
  readonly hosts: readonly DesiredHost[];
  /** The members that are the cluster's own; none where there is a store. */
  readonly etcd: readonly DesiredMember[];
  readonly store?: DesiredUnmanagedEtcd;
  readonly controlPlanes: readonly DesiredControlPlane[];
  readonly nodes: readonly DesiredNode[];
  readonly loadBalancers: readonly DesiredLoadBalancer[];
  /**
   * The hosts a step-by-step `init` starts with: the first control plane, the etcd members it cannot do without, and
   * the load balancers that people reach it through.
   */
  readonly bootstrapHosts: readonly HostName[];
}

/** Port of the balancer on every node, bound to loopback. */
export const NODE_BALANCER_PORT = 7443;
/** What kube-proxy and flanneld of every node use, and the kubelet of a node without an API server of its own. */
export const NODE_BALANCER_URL = `https://127.0.0.1:${NODE_BALANCER_PORT}`;
/** Where a node's balancer says which API servers it takes for alive, bound to loopback. */
export const NODE_BALANCER_HEALTH_PORT = 7445;
/** Where a load balancer says on its own host whether it has a live API server behind it, bound to loopback. */
export const LOAD_BALANCER_HEALTH_PORT = 7444;
export const API_PORT = 6443;
