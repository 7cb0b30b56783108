import {Failure} from '../core/failure.js';
import type {RunContext} from './context.js';

export interface PollResult {
  readonly done: boolean;
  /** The status: shown while waiting, and in the failure. */
  readonly seen: string;
}

interface Waiting {
  /** A noun with an infinitive, or a noun: "etcd to elect a leader", "the API server on cp1". */
  readonly forWhat: string;
  readonly withinMs: number;
  readonly everyMs?: number;
  /** Where to find the reason when the time is over. */
  readonly hint?: string;
}

/**
 * Waits for a condition; nothing else in a run polls. Throws Failure 'timeout/condition' with the last status, or
 * 'interrupted/waiting'.
 */
export async function poll(
  condition: () => Promise<PollResult>,
  {forWhat, withinMs, everyMs = 250, hint}: Waiting,
  {signal, report, clock}: Pick<RunContext, 'signal' | 'report' | 'clock'>,
): Promise<void> {
  const started = clock.monotonicMs();
  for (;;) {
    const {done, seen} = await condition();
    if (done) return;
    const elapsedMs = clock.monotonicMs() - started;
    if (signal.aborted)
      throw new Failure('interrupted/waiting', `stopped while waiting for ${forWhat}; last status: ${seen}`, {
        suggestions: ['run the same command again to resume'],
      });
    if (elapsedMs > withinMs)
      throw new Failure(
        'timeout/condition',
        `timed out after ${Math.round(withinMs / 1000)} s waiting for ${forWhat}; last status: ${seen}`,
        {
          suggestions: [
            ...(hint === undefined ? [] : [hint]),
            'run the same command again to continue waiting; if it times out again, read the log',
          ],
        },
      );
    report({type: 'waiting', forWhat, seen, elapsedMs});
    await clock.pause(everyMs, signal);
  }
}
