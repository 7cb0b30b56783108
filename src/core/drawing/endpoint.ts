import type {HostView, LayoutView} from '../diagnosis/diagnosis.js';
import {listed} from '../format.js';

/** The hosts that the API endpoint leads to: every control plane if its address is user-managed. */
export interface EndpointRoute {
  readonly by: 'balancers' | 'virtual IP' | 'control plane' | 'others';
  readonly hosts: readonly string[];
}

export function endpointOf({endpoint, zones}: LayoutView): EndpointRoute {
  const hosts = zones.flatMap(zone => zone.hosts);
  const balancers = hosts.filter(({loadBalancer}) => loadBalancer !== undefined);
  if (balancers.length > 0) return {by: 'balancers', hosts: namesOf(balancers)};
  const sharing = hosts.filter(({virtualIp}) => virtualIp !== undefined);
  if (sharing.length > 0) return {by: 'virtual IP', hosts: namesOf(sharing)};
  const controlPlanes = hosts.filter(({controlPlane}) => controlPlane !== undefined);
  const at = controlPlanes.filter(host => isAt(host, endpoint));
  return at.length > 0
    ? {by: 'control plane', hosts: namesOf(at)}
    : {by: 'others', hosts: namesOf(controlPlanes.toSorted((one, other) => (one.name < other.name ? -1 : 1)))};
}

/** "10.0.0.11:6443 (control plane cp1)" */
export function endpointText(layout: LayoutView): string {
  const {by, hosts} = endpointOf(layout);
  const how = {
    balancers: `${hosts.length === 1 ? 'load balancer' : 'load balancers'} ${listed(hosts)}`,
    'virtual IP': `virtual IP of ${listed(hosts)}`,
    'control plane': `control plane ${listed(hosts)}`,
    others: 'user-managed',
  } as const;
  return `${layout.endpoint} (${how[by]})`;
}

const namesOf = (hosts: readonly HostView[]): readonly string[] => hosts.map(({name}) => name);

const isAt = ({name, address}: HostView, endpoint: string): boolean =>
  [name, address].includes(endpoint.replace(/:\d+$/, '').replaceAll(/^\[|\]$/g, ''));
