const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `stop` when the signal fires, until the returned function is called. The signal of a run has one listener however
 * many hosts are waited for: Node takes more than ten for a leak, and prints a warning.
 */
export function onAbort(signal: AbortSignal, stop: () => void): () => void {
  const calls = waiting.get(signal) ?? listened(signal);
  calls.add(stop);
  return () => void calls.delete(stop);
}

function listened(signal: AbortSignal): Set<() => void> {
  const calls = new Set<() => void>();
  waiting.set(signal, calls);
  signal.addEventListener(
    'abort',
    () => {
      for (const call of [...calls]) call();
    },
    {once: true},
  );
  return calls;
}
