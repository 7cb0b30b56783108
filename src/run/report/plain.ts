import {counted, duration} from '../../core/format.js';
import {severalLines} from '../../core/printable.js';
import type {Report} from './event.js';
import {fleetText, stageDoneText} from './fleet-text.js';
import {isLarge} from './large-fleet.js';
import {batchText, line, waitingText} from './lines.js';
import {interval} from './live.js';
import {advance, type Progress} from './progress.js';
import {isComplete, type TransferStart, transferProgress, transferStart} from './transfer.js';

/** How often progress of the same thing is printed, in milliseconds. */
const REPEAT_MS = 10_000;

/**
 * Lines for logs and pipelines: each has the action, the progress and the time. Of many hosts that are changed together, how
 * many are done, and which are not, at intervals.
 * @param write gets one line at a time, with its newline.
 * @param clock monotonic milliseconds.
 * @param every calls back at an interval in milliseconds until the function it returns is called.
 */
export const plainReport = (write: (line: string) => void, clock: () => number, every = interval): Report => {
  const due = atIntervals(clock, REPEAT_MS);
  let stage = {prefix: '', done: 0, actions: 0};
  const started = new Map<string, TransferStart>();
  const say = (text: string): void => write(`${severalLines(text)}\n`);
  let progress: Progress | undefined;
  let stop: (() => void) | undefined;
  const sayFleet = () => {
    const text = progress && fleetText(progress, clock());
    if (text !== undefined) say(text);
  };
  return event => {
    const before = progress;
    progress = advance(before, event, clock());
    const isOfMany = progress?.stage?.fleet !== undefined;
    if (isOfMany || progress?.gathering !== undefined) stop ??= every(REPEAT_MS, sayFleet);
    else {
      stop?.();
      stop = undefined;
    }
    switch (event.type) {
      case 'stage-started': {
        const {number, of, title, fleet} = event;
        stage = {prefix: `[${number}/${of}]`, done: 0, actions: event.actions};
        if (!isLarge(fleet)) return say(`${stage.prefix} ${title} (${counted(event.actions, 'action')})`);
        if (before?.stage?.fleet?.title === fleet.title) return;
        return say(`${stage.prefix} ${fleet.title} (${counted(fleet.size, 'host')})`);
      }
      case 'stage-done': {
        const text = stageDoneText(event, before, clock());
        return text === undefined ? undefined : say(text);
      }
      case 'gathering':
      case 'gathered':
      case 'host-done':
        return;
      case 'actions-started':
        // A transfer that is shorter than the interval is printed once, when it is done.
        due(`transfer to ${event.host}`);
        return;
      case 'actions-done': {
        if (isOfMany) return;
        stage.done += event.actions.length;
        const where = event.host === undefined ? '' : `${event.host}: `;
        const far = `${stage.done} of ${stage.actions}`;
        return say(`${stage.prefix}   ${where}${batchText(event.actions)} (${duration(event.tookMs)}), ${far}`);
      }
      case 'upload':
      case 'download':
        started.set(event.host, transferStart(started.get(event.host), event, clock()));
        if (!isOfMany && !isComplete(event) && due(`transfer to ${event.host}`))
          say(`${stage.prefix}   ${event.host}: ${transferProgress(event, started.get(event.host)!, clock())}`);
        return;
      case 'waiting':
        if (due(isOfMany ? 'waiting' : `${event.forWhat}: ${event.seen}`))
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
