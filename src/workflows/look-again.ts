import {Failure} from '../core/failure.js';
import {listed} from '../core/format.js';
import type {RunContext} from '../run/context.js';
import {until} from '../run/engine/until.js';

interface Waiting<T> {
  /** What a look still sees on its way. */
  readonly left: (seen: T) => readonly string[];
  /** "to serve", "to run". */
  readonly what: string;
  readonly withinMs: number;
}

/**
 * Looks again and again while something is on its way. What does not arrive in time stands as the last look saw it: it
 * is for others to judge. Throws Failure 'interrupted/waiting'.
 */
export async function lookAgain<T>(
  first: T,
  look: () => Promise<T>,
  {left, what, withinMs}: Waiting<T>,
  told: Pick<RunContext, 'report' | 'signal'>,
): Promise<T> {
  const waitedFor = left(first);
  if (waitedFor.length === 0) return first;
  let last = first;
  const arrived = async () => {
    last = await look();
    const missing = left(last);
    return {done: missing.length === 0, seen: missing.length === 0 ? '' : `${listed(missing)} not yet`};
  };
  try {
    await until(arrived, {forWhat: `${listed(waitedFor)} ${what}`, withinMs, everyMs: 1000}, told);
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'timeout/condition')) throw error;
  }
  return last;
}
