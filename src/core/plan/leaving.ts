import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';

/**
 * A cluster with a host that leaves it, as another configuration has it: what is on the host is found by this. Without the
 * host it is the same cluster as before.
 */
export function withLeaving(desired: DesiredCluster, before: DesiredCluster, leaving: HostName): DesiredCluster {
  const also = <T extends {readonly host: HostName}>(here: readonly T[], there: readonly T[]) => [
    ...here,
    ...there.filter(({host}) => host === leaving),
  ];
  return {
    ...desired,
    hosts: [...desired.hosts, ...before.hosts.filter(({name}) => name === leaving)],
    etcd: also(desired.etcd, before.etcd),
    controlPlanes: also(desired.controlPlanes, before.controlPlanes),
    ...(before.controlPlanes.some(({host}) => host === leaving) ? {leavingControlPlane: leaving} : {}),
    nodes: also(desired.nodes, before.nodes),
    loadBalancers: also(desired.loadBalancers, before.loadBalancers),
    vipHosts: also(desired.vipHosts, before.vipHosts),
  };
}
