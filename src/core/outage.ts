import type {Code} from './codes/code.js';
import {Failure} from './failure.js';

/**
 * How long a stage in progress, and the lock, wait for a connection: longer than a restart of a network, a firewall or an
 * SSH server takes, and than the SSH keepalive needs to notice that a connection is dead.
 */
export const OUTAGE_MS = 120_000;

/** Of a host that was connected before in this run. One that restarts refuses logins for a while. */
const OUTAGES: readonly Code[] = [
  'hosts/connection-lost',
  'hosts/unreachable',
  'hosts/auth-refused',
  'hosts/no-shell',
  'hosts/no-session',
  'timeout/command',
];

/** A host could not be asked, or its answer was lost: what is there is unknown. */
export const isOutage = (error: unknown): error is Failure => error instanceof Failure && isOutageCode(error.code);

export const isOutageCode = (code: Code): boolean => OUTAGES.includes(code);
