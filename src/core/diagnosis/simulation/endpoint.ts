import {API_PORT, type DesiredCluster} from '../../model/desired.js';
import {isAddress} from '../../network/address.js';
import {urlHost} from '../../network/url.js';

interface EndpointHost {
  readonly host: string;
  readonly up: boolean;
}

/**
 * Where clients reach the API: at load balancers, at the control plane that has the virtual IP, at one control plane, at
 * another port or another host of the cluster, where quorate runs nothing, at a name, or at an address of none of the hosts.
 * Nodes do not use it.
 */
export type ApiEndpoint = {
  /** `host:port` */
  readonly address: string;
} & (
  | {readonly by: 'balancers'; readonly hosts: readonly EndpointHost[]}
  | {readonly by: 'virtual IP'; readonly hosts: readonly EndpointHost[]}
  | {readonly by: 'control plane'; readonly host: string}
  | {readonly by: 'other host'; readonly host: string}
  /** Where the name leads is unknown: to any control plane, it is assumed. */
  | {readonly by: 'name'; readonly name: string}
  | {readonly by: 'others'}
);

/** @param up whether what balances connections to this host, or holds the virtual IP there, runs. */
export function apiEndpoint(desired: DesiredCluster, up: (host: string) => boolean): ApiEndpoint {
  const {loadBalancers, vipHosts, endpoint} = desired;
  const address = `${urlHost(endpoint.host)}:${endpoint.port}`;
  const states = (hosts: readonly {readonly host: string}[]) => hosts.map(({host}) => ({host, up: up(host)}));
  if (loadBalancers.length > 0) return {address, by: 'balancers', hosts: states(loadBalancers)};
  if (vipHosts.length > 0) return {address, by: 'virtual IP', hosts: states(vipHosts)};
  const at = desired.hosts.find(({address: own, name}) => endpoint.host === own || endpoint.host === name)?.name;
  if (at !== undefined) {
    const isApiServer = endpoint.port === API_PORT && desired.controlPlanes.some(({host}) => host === at);
    return {address, by: isApiServer ? 'control plane' : 'other host', host: at};
  }
  return isAddress(endpoint.host) ? {address, by: 'others'} : {address, by: 'name', name: endpoint.host};
}

/** Does the endpoint still lead to one of the API servers that serve? */
export function leadsToApi(endpoint: ApiEndpoint, serving: readonly string[], lost: ReadonlySet<string>): boolean {
  switch (endpoint.by) {
    case 'balancers':
      return endpoint.hosts.some(({host, up}) => up && !lost.has(host));
    case 'virtual IP':
      return endpoint.hosts.some(({host, up}) => up && serving.includes(host));
    case 'control plane':
      return serving.includes(endpoint.host);
    case 'other host':
      return !lost.has(endpoint.host);
    case 'name':
    case 'others':
      return true;
  }
}

/** The hosts that the endpoint itself needs, one of them or all. */
export const hostsAt = (endpoint: ApiEndpoint): readonly string[] =>
  'hosts' in endpoint ? endpoint.hosts.map(({host}) => host) : 'host' in endpoint ? [endpoint.host] : [];
