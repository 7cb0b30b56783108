import type {ClusterConfig, ConfigurableComponent, ExtraArg, Taint} from '../config/types.js';
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
  /** URL its kubelet, kube-proxy and flanneld use: the own apiserver on a control plane, the node-local balancer elsewhere. */
  readonly apiServer: string;
  /** Labels the API gives it; those a kubelet may set itself are among them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
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
  readonly extraArgs: Readonly<Record<ConfigurableComponent, readonly ExtraArg[]>>;
  readonly hosts: readonly DesiredHost[];
  readonly etcd: readonly DesiredMember[];
  readonly controlPlanes: readonly DesiredControlPlane[];
  readonly nodes: readonly DesiredNode[];
  /** The hosts a step-by-step `init` starts with: the first control plane and the etcd members it cannot do without. */
  readonly foundation: readonly HostName[];
}

/** Port of the balancer on every node, bound to loopback. */
export const NODE_BALANCER_PORT = 7443;
export const API_PORT = 6443;
