import {API_PORT, type DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';

/** A connection that one host needs to another. */
export interface NeededLink {
  readonly from: HostName;
  readonly to: HostName;
  /** The address at which `from` connects to `to`. */
  readonly address: string;
  readonly port: number;
}

/**
 * The ports that each host needs on other hosts, by their roles. The number grows linearly with the hosts: only control
 * planes connect to every node. UDP (flannel's VXLAN at 8472) is left out, because it has no connections to try.
 */
export function neededLinks({etcd, controlPlanes, nodes, loadBalancers}: DesiredCluster): readonly NeededLink[] {
  const clients = [...new Map([...nodes, ...loadBalancers].map(each => [each.host, each])).values()];
  return [
    ...between(etcd, etcd, 2380),
    ...controlPlanes.flatMap(controlPlane =>
      between(
        [controlPlane],
        etcd.filter(({clientUrl}) => controlPlane.etcdEndpoints.includes(clientUrl)),
        2379,
      ),
    ),
    ...between(clients, controlPlanes, API_PORT),
    ...between(controlPlanes, nodes, 10250),
  ];
}

interface Place {
  readonly host: HostName;
  readonly address: string;
}

const between = (sources: readonly Place[], targets: readonly Place[], port: number): readonly NeededLink[] =>
  sources.flatMap(({host: from}) =>
    targets.filter(({host}) => host !== from).map(({host: to, address}) => ({from, to, address, port})),
  );
