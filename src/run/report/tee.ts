import type {Report} from './event.js';

/** Tells several reports the same. */
export const teeReport =
  (...reports: readonly Report[]): Report =>
  event => {
    for (const report of reports) report(event);
  };
