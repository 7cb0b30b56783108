import {Failure} from '../../core/failure.js';
import {monotonicMs, pause} from '../../io/clock.js';
import type {RunContext} from '../context.js';

export interface Seen {
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
export async function until(
  condition: () => Promise<Seen>,
  {forWhat, withinMs, everyMs = 250, lookAt}: Waiting,
  {signal, report}: Pick<RunContext, 'signal' | 'report'>,
): Promise<void> {
  const started = monotonicMs();
  for (;;) {
    const {done, seen} = await condition();
    if (done) return;
    const elapsedMs = monotonicMs() - started;
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
    await pause(everyMs, signal);
  }
}
