/** Does something every so many milliseconds until it is stopped, and returns the results; failures do not count. */
export function steadily<T>(everyMs: number, act: () => Promise<T>): {stop(): Promise<readonly T[]>} {
  const results: T[] = [];
  let stopped = false;
  const going = (async () => {
    while (!stopped) {
      await act().then(
        result => results.push(result),
        () => {},
      );
      await new Promise(resolve => setTimeout(resolve, everyMs));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await going;
      return results;
    },
  };
}
