import type {Moves} from '../situation.js';

/** How many of so many workers may be away at a time. A share is rounded down, and is never nobody. */
export const windowWidth = (window: Moves['window'], workers: number): number =>
  typeof window === 'number' ? window : Math.max(1, Math.floor((workers * window.percent) / 100));
