import {API_PORT, type DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';

/** A connection that one host cannot do without. */
export interface NeededLink {
  readonly from: HostName;
  readonly to: HostName;
  /** The address `from` reaches `to` at. */
  readonly address: string;
  readonly port: number;
}

/**
 * Which host needs which port of which other one, by the parts they play: it grows with the hosts, for none but a
 * control plane needs more than the control planes. What is UDP (flannel's VXLAN at 8472) answers no connection and is
 * left out.
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
