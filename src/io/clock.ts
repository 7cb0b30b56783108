import {setTimeout as timer} from 'node:timers/promises';
import type {Clock} from '../ports/clock.js';

/** Monotonic milliseconds. */
export const monotonicMs = (): number => performance.now();

export const wallClock = (): Date => new Date();

/** Ends early, without an error, when the signal aborts: the caller checks the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await timer(ms, undefined, {signal}).catch(() => undefined);
}

function after(ms: number, late: () => void): () => void {
  const pending = setTimeout(late, ms);
  return () => clearTimeout(pending);
}

export const systemClock: Clock = {now: wallClock, monotonicMs, pause, after};
