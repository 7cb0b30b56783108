import type {Clock} from '../../src/ports/clock.js';

/**
 * A clock on which nothing takes time but pauses, and questions that get no answer: time jumps to their limit when nothing
 * else is left to do.
 */
export const fakeClock = (): Clock => {
  let ms = 0;
  return {
    now: () => new Date(ms),
    monotonicMs: () => ms,
    pause: async by => {
      ms += by;
    },
    after: (by, late) => {
      const pending = setImmediate(() => {
        ms += by;
        late();
      });
      return () => clearImmediate(pending);
    },
  };
};
