import {Failure} from '../../core/failure.js';
import type {Refusal} from '../../core/quorum/decision.js';
import type {EtcdMaintenance} from '../../ports/etcd-maintenance.js';
import {awaitLock} from '../await-lock.js';
import type {RunContext} from '../context.js';

/** What maintenance of etcd acts through. */
export interface Maintaining extends Pick<RunContext, 'clock' | 'report' | 'signal' | 'lock'> {
  readonly etcd: EtcdMaintenance;
}

/** Right before each change. Throws Failure 'interrupted/stopped' if the run was stopped or has lost the lock. */
export async function beforeChange(maintaining: Maintaining): Promise<void> {
  await awaitLock(maintaining);
  if (maintaining.signal.aborted)
    throw new Failure('interrupted/stopped', 'stopped before the next member', {
      suggestions: ['run the same command again: it continues'],
    });
}

export const refused = (what: string, {because, fix}: Refusal): Failure =>
  new Failure('etcd/maintenance-refused', `${what} is not possible now: ${because}`, {suggestions: [fix]});
