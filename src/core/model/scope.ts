import type {DesiredCluster} from './desired.js';
import type {HostName} from './names.js';
import type {HostFacts, ObservedCluster} from './observed.js';

/** The part of a cluster on these hosts: members, endpoints and nodes of other hosts are left out. */
export function restrictTo(desired: DesiredCluster, hosts: ReadonlySet<HostName>): DesiredCluster {
  const inside = ({host}: {readonly host: HostName}) => hosts.has(host);
  const outside = new Set(desired.etcd.filter(member => !inside(member)).map(member => member.clientUrl));
  return {
    ...desired,
    hosts: desired.hosts.filter(host => hosts.has(host.name)),
    etcd: desired.etcd.filter(inside),
    controlPlanes: desired.controlPlanes.filter(inside).map(controlPlane => ({
      ...controlPlane,
      etcdEndpoints: controlPlane.etcdEndpoints.filter(endpoint => !outside.has(endpoint)),
    })),
    nodes: desired.nodes.filter(inside),
    loadBalancers: desired.loadBalancers.filter(inside),
    vipHosts: desired.vipHosts.filter(inside),
    bootstrapHosts: desired.bootstrapHosts.filter(name => hosts.has(name)),
  };
}

/** Hosts that have files of quorate. */
export function managedHosts(observed: ObservedCluster): ReadonlySet<HostName> {
  const managed = [...observed.hosts].filter(([, facts]) => facts.known && isManaged(facts.value));
  return new Set(managed.map(([name]) => name));
}

/** Files decide, not running units: a host may be down during a restart. */
export const isManaged = ({owned, identity}: Pick<HostFacts, 'owned' | 'identity'>): boolean =>
  owned.size > 0 || identity !== undefined;
