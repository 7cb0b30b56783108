import {onAbort} from '../core/on-abort.js';
import type {RunContext} from './context.js';

/** What became of a question: its answer, or why nothing waits for it any more. */
type Answered<T> = {readonly is: 'answered'; readonly answer: T} | {readonly is: 'late'} | {readonly is: 'stopped'};

/**
 * Waits for the answer to a question for `withinMs`, and no longer than the run lasts. A question that only reads is left
 * behind; its answer, or its error, is ignored.
 */
export async function answerWithin<T>(
  question: () => Promise<T>,
  withinMs: number,
  {signal, clock}: Pick<RunContext, 'signal' | 'clock'>,
): Promise<Answered<T>> {
  if (signal.aborted) return {is: 'stopped'};
  const asked = question().then(answer => ({is: 'answered', answer}) as const);
  let end = () => {};
  const over = new Promise<Answered<T>>(resolve => {
    const cancel = clock.after(withinMs, () => resolve({is: 'late'}));
    const forget = onAbort(signal, () => resolve({is: 'stopped'}));
    end = () => {
      cancel();
      forget();
    };
  });
  try {
    return await Promise.race([asked, over]);
  } finally {
    end();
    asked.catch(() => undefined);
  }
}
