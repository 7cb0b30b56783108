import type {ClusterConfig, HostConfig, Role} from './model/config.js';
import {
  API_PORT,
  type DesiredCluster,
  type DesiredControlPlane,
  type DesiredLoadBalancer,
  type DesiredMember,
  type DesiredNode,
  type DesiredVipHost,
  type DesiredVirtualIp,
  NODE_BALANCER_URL,
} from './model/desired.js';
import {isSharedEndpoint} from './model/shared-endpoint.js';
import {addressNumber} from './network/address.js';
import {canonicalCidr, nthAddress} from './network/cidr.js';
import {urlHost} from './network/url.js';

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
const NO_BALANCER = 'node.kubernetes.io/exclude-from-external-load-balancers';

/**
 * The cluster that a configuration describes. Only this function knows the topology: in its result etcd is a list of
 * members with a host each, and a control plane is a host with etcd endpoints.
 */
export function desire(config: ClusterConfig): DesiredCluster {
  const having = (role: Role) => config.hosts.filter(host => host.roles.includes(role));
  const stacked = config.topology === 'stacked';
  const memberHosts = having(stacked ? 'control-plane' : 'etcd');
  const etcd = memberHosts.map(member);
  const {unmanagedEtcd} = config.etcd;
  const clientUrls = unmanagedEtcd?.endpoints ?? etcd.map(each => each.clientUrl);
  const controlPlanes = having('control-plane').map(
    (host): DesiredControlPlane => ({
      host: host.name,
      address: host.address,
      etcdEndpoints: stacked ? ['https://127.0.0.1:2379'] : clientUrls,
    }),
  );
  const first = controlPlanes[0];
  return {
    name: config.name,
    kubernetesVersion: config.kubernetesVersion,
    ...(config.etcd.version === undefined ? {} : {etcdVersion: config.etcd.version}),
    endpoint: config.endpoint ?? {host: first?.address ?? '127.0.0.1', port: API_PORT},
    network: {
      ...config.network,
      apiServiceIp: nthAddress(config.network.serviceCidr, 1),
      dnsIp: nthAddress(config.network.serviceCidr, 10),
    },
    pki: config.pki,
    downloads: downloadsOf(config),
    ...(config.proxy === undefined ? {} : {proxy: config.proxy}),
    packages: config.packages,
    registries: config.registries,
    settings: settingsOf(config),
    ...(config.authentication === undefined ? {} : {authentication: config.authentication}),
    podSecurity: config.podSecurity,
    extraArgs: config.extraArgs,
    hosts: config.hosts.map(({name, address, zone}) => ({name, address, ...(zone === undefined ? {} : {zone})})),
    ...(config.etcd.snapshots === undefined ? {} : {snapshots: config.etcd.snapshots}),
    etcd,
    ...(unmanagedEtcd === undefined ? {} : {unmanagedEtcd: {endpoints: unmanagedEtcd.endpoints}}),
    controlPlanes,
    nodes: config.hosts.filter(isNode).map(node),
    ...atTheEndpoint(config),
    bootstrapHosts: [
      ...(stacked ? [] : memberHosts),
      ...config.hosts.filter(host => host.name === first?.host),
      ...having('load-balancer').filter(host => host.name !== first?.host && !isNode(host)),
    ].map(host => host.name),
  };
}

/** Hosts download from upstream or a mirror; undefined: quorate uploads. */
const downloadsOf = ({artifacts}: ClusterConfig): DesiredCluster['downloads'] => {
  const source = artifacts.source ?? (artifacts.mirror === undefined ? 'bundle' : 'mirror');
  if (source === 'bundle') return undefined;
  return {base: source === 'upstream' || artifacts.mirror === undefined ? 'https://' : `${artifacts.mirror}/`};
};

const settingsOf = ({topology, etcd, network}: ClusterConfig): Readonly<Record<string, string>> => ({
  'spec.topology': etcd.unmanagedEtcd === undefined ? topology : `${topology}, with spec.etcd.endpoints`,
  'spec.network.serviceCidr': canonicalCidr(network.serviceCidr),
  'spec.network.podCidr': canonicalCidr(network.podCidr),
  'spec.network.dnsDomain': network.dnsDomain,
});

const isNode = ({roles}: HostConfig): boolean => roles.includes('control-plane') || roles.includes('worker');

const member = ({name, address}: HostConfig): DesiredMember => ({
  host: name,
  address,
  peerUrl: `https://${urlHost(address)}:2380`,
  clientUrl: `https://${urlHost(address)}:2379`,
});

/** Load balancers, or control planes that share the endpoint without any. */
function atTheEndpoint({hosts, endpoint}: ClusterConfig): Pick<DesiredCluster, 'loadBalancers' | 'vipHosts'> {
  const balancing = hosts.filter(({roles}) => roles.includes('load-balancer'));
  // The endpoint of one load balancer may be a name. What hosts share is an address.
  const shared = () => (endpoint === undefined ? [] : sharing(balancing, endpoint.host));
  if (isSharedEndpoint(hosts, endpoint?.port)) return {loadBalancers: [], vipHosts: shared()};
  const single = balancing.map(({name, address}): DesiredLoadBalancer => ({host: name, address}));
  return {loadBalancers: balancing.length > 1 && endpoint !== undefined ? shared() : single, vipHosts: []};
}

/** Peers come from the configuration, so that a host is configured the same before the other ones join. */
const sharing = (hosts: readonly HostConfig[], endpoint: string): readonly DesiredVipHost[] =>
  hosts.map(({name, address}) => {
    const peers = hosts.filter(other => other.name !== name).map(other => other.address);
    const shared: DesiredVirtualIp = {address: endpoint, router: routerId(endpoint), peers};
    return {host: name, address, shared};
  });

/** Differs for neighbouring addresses: other clusters in the same network may have virtual IPs too. */
const routerId = (address: string): number => Number(addressNumber(address) % 255n) + 1;

function node(host: HostConfig): DesiredNode {
  const controlPlane = host.roles.includes('control-plane');
  const zone = host.zone === undefined ? {} : {'topology.kubernetes.io/zone': host.zone};
  return {
    host: host.name,
    address: host.address,
    // A kubelet must not be newer than its API server: the one on the same host is upgraded right before it.
    kubeletServer: controlPlane ? `https://${urlHost(host.address)}:${API_PORT}` : NODE_BALANCER_URL,
    labels: {...(controlPlane ? {[CONTROL_PLANE]: '', [NO_BALANCER]: ''} : {}), ...zone, ...host.labels},
    // A control plane that is also a worker runs all pods.
    taints: [
      ...(controlPlane && !host.roles.includes('worker') ? [{key: CONTROL_PLANE, effect: 'NoSchedule'} as const] : []),
      ...host.taints,
    ],
  };
}
