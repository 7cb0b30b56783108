/** Time, as a dependency: everything that waits or measures uses it, and tests control it. */
export interface Clock {
  /** The wall clock. */
  now(): Date;
  /** Monotonic milliseconds. */
  monotonicMs(): number;
  /** Ends early, without an error, when the signal aborts: the caller checks the signal. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `late` once after `ms`, unless the returned function is called before. */
  after(ms: number, late: () => void): () => void;
}
