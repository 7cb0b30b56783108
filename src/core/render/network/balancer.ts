import {type DesiredNode, NODE_BALANCER_HEALTH_PORT, NODE_BALANCER_PORT} from '../../model/desired.js';
import type {Part} from '../part.js';
import type {RenderInput} from '../types.js';
import {nodeServers} from './balancer-servers.js';
import {haproxy} from './haproxy.js';

/** The load balancer of a node: over its loopback to every live control plane. */
export const balancer = (input: RenderInput, {host}: DesiredNode): readonly Part[] =>
  haproxy(input, {
    unit: 'quorate-balancer',
    description: 'the way from this node to every live API server',
    config: '/etc/haproxy/quorate.cfg',
    bind: `127.0.0.1:${NODE_BALANCER_PORT}`,
    healthPort: NODE_BALANCER_HEALTH_PORT,
    servers: nodeServers(input.desired, host),
  });
