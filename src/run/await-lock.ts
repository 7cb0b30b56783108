import type {RunContext} from './context.js';

const EVERY_MS = 1000;

/**
 * Waits while it is unknown whether this run still holds the lock: another run may hold it then. Ends when the lock is held
 * again, and when `signal` fires, which it does when the lock is lost: the caller checks it.
 */
export async function awaitLock({
  lock,
  signal,
  report,
  clock,
}: Pick<RunContext, 'lock' | 'signal' | 'report' | 'clock'>): Promise<void> {
  const started = clock.monotonicMs();
  for (let seen = lock?.doubt(); seen !== undefined && !signal.aborted; seen = lock?.doubt()) {
    report({type: 'waiting', forWhat: 'the lock of the cluster', seen, elapsedMs: clock.monotonicMs() - started});
    await clock.pause(EVERY_MS, signal);
  }
}
