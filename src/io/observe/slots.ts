/** A limited number of something that is open at a time. */
export interface Slots {
  /** Waits for a free slot; rejects when the signal fires first. */
  take(signal: AbortSignal): Promise<void>;
  give(): void;
  /** Whether none is free, so that the next one has to wait. */
  readonly full: boolean;
  /** How many wait. */
  readonly waiting: number;
}

export function slots(limit: number): Slots {
  let free = limit;
  const queue = new Set<() => void>();
  return {
    async take(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const refuse = () => {
          queue.delete(next);
          reject(signal.reason as Error);
        };
        const next = () => {
          signal.removeEventListener('abort', refuse);
          resolve();
        };
        queue.add(next);
        signal.addEventListener('abort', refuse, {once: true});
      });
    },
    give() {
      const [next] = queue;
      if (next === undefined) {
        free += 1;
        return;
      }
      queue.delete(next);
      next();
    },
    get full() {
      return free === 0;
    },
    get waiting() {
      return queue.size;
    },
  };
}
