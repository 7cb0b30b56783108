import {Failure} from '../../core/failure.js';
import {rejectionOf} from '../transport/deadline.js';

/**
 * The answer to a question that only reads, or Failure 'interrupted/stopped' as soon as the signal fires: a host that
 * hangs is not waited for.
 */
export async function interruptible<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const interrupt = () =>
    stop.abort(
      new Failure('interrupted/stopped', 'the run was stopped while it gathered facts', {
        suggestions: ['run the same command again to resume'],
        cause: signal.reason,
      }),
    );
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, {once: true});
  try {
    stop.signal.throwIfAborted();
    return await Promise.race([ask(), rejectionOf(stop.signal)]);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}
