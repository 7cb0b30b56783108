import type {Report} from './event.js';

/** Passes each event to several reports. */
export const teeReport =
  (...reports: readonly Report[]): Report =>
  event => {
    for (const report of reports) report(event);
  };
