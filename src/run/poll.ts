import {Failure} from '../core/failure.js';
import type {RunContext} from './context.js';

export interface PollResult {
  readonly done: boolean;
  /** What was seen this time: shown while waiting, and in the failure. */
  readonly seen: string;
}

interface Waiting {
  readonly forWhat: string;
  readonly withinMs: number;
  readonly everyMs?: number;
  /** Where somebody finds the reason when it does not come true. */
  readonly lookAt?: string;
}

/**
 * Waits for a condition: the only polling there is. Throws Failure 'timeout/condition' with what was seen last, or
 * 'interrupted/waiting'.
 */
export async function poll(
  condition: () => Promise<PollResult>,
  {forWhat, withinMs, everyMs = 250, lookAt}: Waiting,
  {signal, report, clock}: Pick<RunContext, 'signal' | 'report' | 'clock'>,
): Promise<void> {
  const started = clock.monotonicMs();
  for (;;) {
    const {done, seen} = await condition();
    if (done) return;
    const elapsedMs = clock.monotonicMs() - started;
    if (signal.aborted) throw new Failure('interrupted/waiting', `stopped while waiting for ${forWhat}`);
    if (elapsedMs > withinMs)
      throw new Failure(
        'timeout/condition',
        `${forWhat}: not within ${Math.round(withinMs / 1000)} s; seen last: ${seen}`,
        {
          suggestions: [
            ...(lookAt === undefined ? [] : [lookAt]),
            'run the same command again to go on waiting; if it says the same, see the log',
          ],
        },
      );
    report({type: 'waiting', forWhat, seen, elapsedMs});
    await clock.pause(everyMs, signal);
  }
}
