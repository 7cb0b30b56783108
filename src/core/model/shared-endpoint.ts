import type {Role} from './config.js';
import {API_PORT} from './desired.js';

/**
 * Whether the control planes share the API endpoint themselves: all of them and no other host have the role
 * load-balancer, and the port of the endpoint is that of their API servers. Only checks of the configuration and
 * desire() ask this.
 */
export const isSharedEndpoint = (
  hosts: readonly {readonly roles: readonly Role[]}[],
  endpointPort: number | undefined,
): boolean =>
  endpointPort === API_PORT &&
  hosts.some(({roles}) => roles.includes('load-balancer')) &&
  hosts.every(({roles}) => roles.includes('load-balancer') === roles.includes('control-plane'));
