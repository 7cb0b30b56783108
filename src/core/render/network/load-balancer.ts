import {type DesiredLoadBalancer, LOAD_BALANCER_HEALTH_PORT} from '../../cluster/desired.js';
import {familyOf} from '../../network/address.js';
import type {Part} from '../part.js';
import type {RenderInput} from '../types.js';
import {haproxy} from './haproxy.js';
import {keepalived} from './keepalived.js';

/** The way to the API for everyone outside. It listens on every address, for the shared one comes and goes. */
export function loadBalancer(input: RenderInput, wanted: DesiredLoadBalancer): readonly Part[] {
  const {desired} = input;
  const anyAddress = familyOf(wanted.address) === 'IPv4' ? '0.0.0.0' : '[::]';
  return [
    ...haproxy(input, {
      unit: 'quorate-load-balancer',
      description: 'the way from outside to every live API server',
      config: '/etc/haproxy/quorate-load-balancer.cfg',
      bind: `${anyAddress}:${desired.endpoint.port}`,
      healthPort: LOAD_BALANCER_HEALTH_PORT,
    }),
    ...keepalived(input, wanted),
  ];
}
