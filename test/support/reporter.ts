import type {Event, Report} from '../../src/run/report/event.js';
import {plainReport} from '../../src/run/report/plain.js';

/** Keeps what a run reports, as events and as the lines people would see. */
export const recordingReport = (): {
  readonly report: Report;
  readonly events: readonly Event[];
  readonly lines: readonly string[];
} => {
  const events: Event[] = [];
  const lines: string[] = [];
  const plain = plainReport(
    line => lines.push(line.trimEnd()),
    () => 0,
  );
  const report: Report = event => {
    events.push(event);
    plain(event);
  };
  return {report, events, lines};
};
