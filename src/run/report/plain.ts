import {counted, duration} from '../../core/format.js';
import {severalLines} from '../../core/printable.js';
import type {Report} from './event.js';
import {batchText, line, waitingText} from './lines.js';
import {isComplete, type TransferStart, transferProgress, transferStart} from './transfer.js';

/** How often progress of the same thing is printed, in milliseconds. */
const REPEAT_MS = 10_000;

/**
 * Lines for logs and pipelines: each has the action, the progress and the time.
 * @param write gets one line at a time, with its newline.
 * @param clock monotonic milliseconds.
 */
export const plainReport = (write: (line: string) => void, clock: () => number): Report => {
  const due = atIntervals(clock, REPEAT_MS);
  let stage = {prefix: '', done: 0, actions: 0};
  const started = new Map<string, TransferStart>();
  const say = (text: string): void => write(`${severalLines(text)}\n`);
  return event => {
    switch (event.type) {
      case 'stage-started':
        stage = {prefix: `[${event.number}/${event.of}]`, done: 0, actions: event.actions};
        return say(`${stage.prefix} ${event.title} (${counted(event.actions, 'action')})`);
      case 'actions-started':
        // A transfer that is shorter than the interval is printed once, when it is done.
        due(`transfer to ${event.host}`);
        return;
      case 'actions-done': {
        stage.done += event.actions.length;
        const where = event.host === undefined ? '' : `${event.host}: `;
        const far = `${stage.done} of ${stage.actions}`;
        return say(`${stage.prefix}   ${where}${batchText(event.actions)} (${duration(event.tookMs)}), ${far}`);
      }
      case 'upload':
      case 'download':
        started.set(event.host, transferStart(started.get(event.host), event, clock()));
        if (!isComplete(event) && due(`transfer to ${event.host}`))
          say(`${stage.prefix}   ${event.host}: ${transferProgress(event, started.get(event.host)!, clock())}`);
        return;
      case 'waiting':
        if (due(`${event.forWhat}: ${event.seen}`))
          say(`${stage.prefix}   ${waitingText(event.forWhat, event.seen, event.elapsedMs)}`);
        return;
      default:
        say(line(event));
    }
  };
};

/** True the first time that something is printed, and again when the interval has passed. */
const atIntervals = (clock: () => number, interval: number): ((what: string) => boolean) => {
  const last = new Map<string, number>();
  return what => {
    const now = clock();
    const before = last.get(what);
    if (before !== undefined && now - before < interval) return false;
    last.set(what, now);
    return true;
  };
};
