import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {isAlive} from './remove.js';

/**
 * The machine of a host that is replaced. alive: it answers, and is the machine that the cluster knows. lost: it does not
 * answer, or another machine answers at its address.
 */
export type OldMachine = 'alive' | 'lost';

export function oldMachine(host: HostName, desired: DesiredCluster, observed: ObservedCluster): OldMachine {
  const facts = observed.hosts.get(host);
  return facts?.known === true && isAlive(host, facts.value, desired, observed) ? 'alive' : 'lost';
}
