import {NODE_BALANCER_HEALTH_PORT, NODE_BALANCER_PORT} from '../../model/desired.js';
import type {Part} from '../part.js';
import type {RenderInput} from '../types.js';
import {haproxy} from './haproxy.js';

/** A node's own way to the API: to every live control plane, over its own loopback. */
export const balancer = (input: RenderInput): readonly Part[] =>
  haproxy(input, {
    unit: 'quorate-balancer',
    description: 'the way from this node to every live API server',
    config: '/etc/haproxy/quorate.cfg',
    bind: `127.0.0.1:${NODE_BALANCER_PORT}`,
    healthPort: NODE_BALANCER_HEALTH_PORT,
  });
