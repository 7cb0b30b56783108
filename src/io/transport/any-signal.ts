/**
 * A signal that fires with the first of `signals`, until `forget` is called. A signal of AbortSignal.any() would stay
 * referenced by a long-lived signal, with its listeners, for every command that ever ran.
 */
export const anySignal = (signals: readonly AbortSignal[]): {readonly signal: AbortSignal; forget(): void} => {
  const first = new AbortController();
  const links = signals.map(signal => ({signal, fire: () => first.abort(signal.reason)}));
  for (const {signal, fire} of links) {
    if (signal.aborted) fire();
    signal.addEventListener('abort', fire, {once: true});
  }
  return {
    signal: first.signal,
    forget: () => {
      for (const {signal, fire} of links) signal.removeEventListener('abort', fire);
    },
  };
};
