import {onAbort} from '../core/on-abort.js';
import type {Clock} from '../ports/clock.js';

/** Monotonic milliseconds. */
export const monotonicMs = (): number => performance.now();

export const wallClock = (): Date => new Date();

/**
 * Ends early, without an error, when the signal aborts: the caller checks the signal. Any number of pauses can use one
 * signal at a time.
 */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(pending);
      forget();
      resolve();
    };
    const pending = setTimeout(end, ms);
    const forget = onAbort(signal, end);
  });

function after(ms: number, late: () => void): () => void {
  const pending = setTimeout(late, ms);
  return () => clearTimeout(pending);
}

export const systemClock: Clock = {now: wallClock, monotonicMs, pause, after};
