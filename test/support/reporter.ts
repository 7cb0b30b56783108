import type {Event, Report} from '../../src/run/report/event.js';
import {plainReport} from '../../src/run/report/plain.js';

/** Keeps what a run reports, as events and as the lines people would see off a terminal. */
export const recordingReport = (
  clock: () => number = () => 0,
): {
  readonly report: Report;
  readonly events: readonly Event[];
  readonly lines: readonly string[];
} => {
  const events: Event[] = [];
  const lines: string[] = [];
  const plain = plainReport(line => lines.push(line), clock);
  const report: Report = event => {
    events.push(event);
    plain(event);
  };
  return {report, events, lines};
};
