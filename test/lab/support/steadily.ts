import type {Gap} from '../../../src/lab/writer.js';

/** What was done again and again, all the while something else went on. */
export interface Steady<T> extends Gap {
  readonly results: readonly T[];
  /** What it failed with, if it ever did; tried again at once. */
  readonly failures: readonly string[];
}

/**
 * Does something every so many milliseconds until it is told to stop.
 *
 * @param act may note what went wrong although it succeeded in the end.
 */
export function steadily<T>(
  everyMs: number,
  act: (count: number, note: (failure: string) => void) => Promise<T>,
): {stop(): Promise<Steady<T>>} {
  const results: T[] = [];
  const failures: string[] = [];
  let longest = {longestGapMs: 0, longestGapAtMs: 0, longestGapWhy: [] as readonly string[]};
  let stopped = false;
  const begun = performance.now();
  const going = (async () => {
    let before = begun;
    let known = 0;
    for (let count = 1; !stopped; count++) {
      try {
        results.push(await act(count, failure => failures.push(failure)));
        const now = performance.now();
        if (now - before > longest.longestGapMs)
          longest = {
            longestGapMs: Math.round(now - before),
            longestGapAtMs: Math.round(now - begun),
            longestGapWhy: failures.slice(known),
          };
        before = now;
        known = failures.length;
        await new Promise(resolve => setTimeout(resolve, everyMs));
      } catch (error) {
        failures.push(String(error));
        await new Promise(resolve => setTimeout(resolve, 10));
      }
    }
  })();
  return {
    async stop() {
      stopped = true;
      await going;
      return {results, failures, ...longest};
    },
  };
}
