/**
 * A signal that fires with the first of `signals`, until `forget` is called. AbortSignal.any() would be kept by a
 * long-lived signal, with all that listens to it, for every command that ever ran.
 */
export const either = (signals: readonly AbortSignal[]): {readonly signal: AbortSignal; forget(): void} => {
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
