import {Failure} from '../core/failure.js';
import {awaitLock} from './await-lock.js';
import type {RunContext} from './context.js';

/**
 * Right before each change: waits while it is unknown whether the lock is still held. Throws Failure
 * 'interrupted/stopped' when the user asked to stop, or the lock is lost.
 */
export async function mayProceed(context: RunContext): Promise<void> {
  await awaitLock(context);
  if (context.signal.aborted) throw stopped();
}

export const stopped = (): Failure =>
  new Failure('interrupted/stopped', 'the run was stopped before its next step', {
    suggestions: ['run the same command again to resume'],
  });
