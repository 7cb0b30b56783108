/** Time, handed in: what waits or measures asks here, and tests decide how fast it passes. */
export interface Clock {
  /** The wall clock. */
  now(): Date;
  /** Milliseconds that only grow, for measuring. */
  monotonicMs(): number;
  /** Ends early, without an error, when the signal aborts: the caller looks at the signal itself. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}
