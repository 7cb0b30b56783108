import {type DesiredLoadBalancer, LOAD_BALANCER_HEALTH_PORT} from '../../model/desired.js';
import {familyOf} from '../../network/address.js';
import type {Part} from '../part.js';
import {LIBEXEC} from '../paths.js';
import type {RenderInput} from '../types.js';
import {everyServer} from './balancer-servers.js';
import {haproxy} from './haproxy.js';
import {keepalived} from './keepalived.js';

/** The load balancer for clients outside the cluster. It listens on all addresses, because the virtual IP moves. */
export function loadBalancer(input: RenderInput, wanted: DesiredLoadBalancer): readonly Part[] {
  const {desired} = input;
  const {host, address, shared} = wanted;
  const anyAddress = familyOf(address) === 'IPv4' ? '0.0.0.0' : '[::]';
  return [
    ...haproxy(input, {
      unit: 'quorate-load-balancer',
      description: 'the way from outside to every live API server',
      config: '/etc/haproxy/quorate-load-balancer.cfg',
      bind: `${anyAddress}:${desired.endpoint.port}`,
      healthPort: LOAD_BALANCER_HEALTH_PORT,
      servers: everyServer(desired),
    }),
    // The virtual IP goes to one of two load balancers, preferably to one with a live API server behind it.
    ...(shared === undefined
      ? []
      : keepalived(input, {
          host,
          address,
          shared,
          description: 'the shared address of the load balancers',
          phase: 'early',
          config: 'keepalived/quorate.conf',
          check: {
            path: `${LIBEXEC}/load-balancer-check`,
            template: 'keepalived/check.sh',
            values: {port: String(LOAD_BALANCER_HEALTH_PORT)},
          },
        })),
  ];
}
