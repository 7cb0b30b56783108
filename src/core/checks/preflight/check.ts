import type {Release} from '../../artifacts/bundle.js';
import type {PreflightCode} from '../../codes/code.js';
import type {
  DesiredCluster,
  DesiredControlPlane,
  DesiredHost,
  DesiredLoadBalancer,
  DesiredMember,
  DesiredNode,
  DesiredVipHost,
} from '../../model/desired.js';
import type {Finding} from '../../model/finding.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {onHost} from '../../model/of-host.js';

/** A host with everything that its checks depend on. */
export interface Subject {
  readonly name: HostName;
  readonly address: string;
  readonly facts: HostFacts;
  readonly release: Release;
  /** quorate has installed nothing on it yet. */
  readonly isNew: boolean;
  readonly member?: DesiredMember;
  /** Addresses that must reach the etcd member of this host: control planes that are its clients, and its peers. */
  readonly etcdClients: readonly string[];
  readonly etcdPeers: readonly string[];
  readonly controlPlane: boolean;
  /** Control planes have the private keys of the CAs; otherwise the operator has them. */
  readonly keepsCaKeys: boolean;
  readonly network: DesiredCluster['network'];
  readonly node?: DesiredNode;
  readonly loadBalancer?: DesiredLoadBalancer;
  readonly vipHost?: DesiredVipHost;
  /** Hosts download binaries and images themselves. */
  readonly downloads: boolean;
  /** quorate installs packages that are missing. */
  readonly installsPackages: boolean;
  /** Port of the API endpoint, which load balancers listen on. */
  readonly endpointPort: number;
}

export interface HostCheck {
  /** kubeadm's name of it; one that ends in a hyphen is followed by a port, a command or a path. */
  readonly name: PreflightCode;
  /** Hosts that are part of the cluster already are not checked: they run in that state. */
  readonly newHostsOnly: boolean;
  readonly evaluate: (subject: Subject) => readonly Finding[];
}

/** A check that compares hosts with each other. */
export interface ClusterCheck {
  readonly name: PreflightCode;
  readonly evaluate: (subjects: readonly Subject[]) => readonly Finding[];
}

export const subjectOf = (
  {name, address}: DesiredHost,
  facts: HostFacts,
  desired: DesiredCluster,
  context: {readonly newHosts: readonly HostName[]; readonly release: Release},
): Subject => {
  const {
    etcd: [member],
    nodes: [node],
    loadBalancers: [loadBalancer],
    vipHosts: [vipHost],
  } = onHost(desired, name);
  return {
    name,
    address,
    facts,
    release: context.release,
    isNew: context.newHosts.includes(name),
    etcdClients: desired.controlPlanes.filter(each => isClientOf(member, each)).map(each => each.address),
    etcdPeers: member === undefined ? [] : desired.etcd.filter(({host}) => host !== name).map(each => each.address),
    controlPlane: desired.controlPlanes.some(({host}) => host === name),
    keepsCaKeys: desired.pki.home === 'hosts',
    network: desired.network,
    ...(member === undefined ? {} : {member}),
    ...(node === undefined ? {} : {node}),
    ...(loadBalancer === undefined ? {} : {loadBalancer}),
    ...(vipHost === undefined ? {} : {vipHost}),
    downloads: desired.downloads !== undefined,
    installsPackages: desired.packages === 'install',
    endpointPort: desired.endpoint.port,
  };
};

const isClientOf = (member: DesiredMember | undefined, {etcdEndpoints}: DesiredControlPlane): boolean =>
  member !== undefined && etcdEndpoints.includes(member.clientUrl);

export const error = (code: PreflightCode, message: string, fix: string): Finding => ({
  code,
  level: 'error',
  message,
  fix,
});
export const warning = (code: PreflightCode, message: string, fix: string): Finding => ({
  code,
  level: 'warning',
  message,
  fix,
});

/** kubeadm's way to put a path into a name: "FileAvailable-" and "-etc-kubernetes-…". */
export const inName = (path: string): string => path.replaceAll('/', '-');
