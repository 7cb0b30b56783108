import type {DesiredCluster} from './desired.js';

type Exempt = Pick<DesiredCluster, 'network' | 'hosts' | 'endpoint' | 'proxy'>;

/**
 * What is reached without the proxy, in the order of the configuration: this host, pods, services, the hosts and the
 * endpoint of the cluster, then `spec.proxy.noProxy`. Host addresses are listed one by one: wget and older versions of
 * curl do not know CIDRs.
 */
export const noProxyOf = (desired: Exempt): readonly string[] => [
  ...new Set([
    ...rangesOf(desired),
    ...desired.hosts.flatMap(({name, address}) => [name, address]),
    desired.endpoint.host,
    ...(desired.proxy?.noProxy ?? []),
  ]),
];

/**
 * The same without hosts and endpoint, except those that are named as registries. A service reads it only when it
 * starts: if it listed every host, each added worker would restart containerd on all nodes. containerd connects to
 * registries only.
 *
 * @param registries host names and addresses of registries and their mirrors, without ports.
 */
export function serviceNoProxyOf(desired: Exempt, registries: readonly string[]): readonly string[] {
  const named = new Set(registries);
  // Without registries, as usual, the hosts are not gone through: this is asked for each of them.
  const own =
    named.size === 0 ? [] : [...desired.hosts.flatMap(({name, address}) => [name, address]), desired.endpoint.host];
  return [
    ...new Set([...rangesOf(desired), ...own.filter(name => named.has(name)), ...(desired.proxy?.noProxy ?? [])]),
  ];
}

const rangesOf = ({network}: Exempt): readonly string[] => [
  'localhost',
  '127.0.0.1',
  '::1',
  network.podCidr,
  network.serviceCidr,
  '.svc',
  `.${network.dnsDomain}`,
];
