/** What was done again and again, all the while something else went on. */
export interface Steady<T> {
  readonly results: readonly T[];
  /** The longest time between two successes, in milliseconds. */
  readonly longestGapMs: number;
  /** What it failed with, if it ever did; tried again at once. */
  readonly failures: readonly string[];
}

/** Does something every so many milliseconds until it is told to stop. */
export function steadily<T>(everyMs: number, act: (count: number) => Promise<T>): {stop(): Promise<Steady<T>>} {
  const results: T[] = [];
  const failures: string[] = [];
  let longestGapMs = 0;
  let stopped = false;
  const going = (async () => {
    let before = performance.now();
    for (let count = 1; !stopped; count++) {
      try {
        results.push(await act(count));
        longestGapMs = Math.max(longestGapMs, performance.now() - before);
        before = performance.now();
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
      return {results, failures, longestGapMs: Math.round(longestGapMs)};
    },
  };
}
