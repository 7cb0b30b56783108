import type {DesiredCluster} from '../../model/desired.js';
import type {Finding} from '../../model/finding.js';
import type {HostFacts} from '../../model/observed.js';
import {familyOf} from '../../network/address.js';
import {cidrsOverlap, isCidr, parseCidr} from '../../network/cidr.js';
import {error, type Subject} from './check.js';

/** A node on which nothing outside pods can connect to a service: the kernel finds no route before kube-proxy sees it. */
export const serviceRoute = ({name, address, facts, network, node}: Subject): readonly Finding[] => {
  if (node === undefined || hasServiceRoute(facts, network)) return [];
  const device = facts.interfaces?.[address] ?? 'INTERFACE';
  return [
    error(
      'ServiceRoute',
      `${name}: has no route to the range of services (serviceCidr ${network.serviceCidr}), and no default route`,
      `on ${name}: \`ip route add ${network.serviceCidr} dev ${device}\`, and the same in the configuration of its network`,
    ),
  ];
};

/** True if the routes are unknown. A route to a part of the range is none. */
export function hasServiceRoute(
  {routes, defaultRoutes}: Pick<HostFacts, 'routes' | 'defaultRoutes'>,
  {serviceCidr}: Pick<DesiredCluster['network'], 'serviceCidr'>,
): boolean {
  if (routes === undefined || defaultRoutes === undefined) return true;
  return (
    defaultRoutes.includes(familyOf(serviceCidr)) ||
    routes.some(
      ({to}) => isCidr(to) && cidrsOverlap(to, serviceCidr) && parseCidr(to).prefix <= parseCidr(serviceCidr).prefix,
    )
  );
}
