import type {Event, Transfer} from './event.js';
import {batchText} from './lines.js';
import {isComplete, type TransferStart, transferProgress, transferStart} from './transfer.js';

/** What a host is doing, and since when. */
export interface Busy {
  readonly host: string;
  readonly what: string;
  readonly since: number;
  readonly transfer?: TransferStart;
}

/** What the live view shows. */
export interface Progress {
  /** Undefined while something is transferred outside of stages. */
  readonly stage?: {
    readonly title: string;
    readonly number: number;
    readonly of: number;
    readonly actions: number;
    readonly done: number;
    readonly since: number;
  };
  /** The longest running first. */
  readonly busy: readonly Busy[];
  /** What is waited for, and the status; ends with the next completed actions. */
  readonly waiting?: {readonly forWhat: string; readonly seen: string; readonly since: number};
}

/** The progress after an event; undefined while no stage runs and nothing is transferred. Time in milliseconds. */
export const advance = (progress: Progress | undefined, event: Event, now: number): Progress | undefined => {
  if (event.type === 'stage-started') {
    const {title, number, of, actions} = event;
    return {stage: {title, number, of, actions, done: 0, since: now}, busy: []};
  }
  // Of stages that run in parallel, the one that started last is shown.
  if (event.type === 'stage-done') return progress?.stage?.number === event.number ? undefined : progress;
  if (progress?.stage === undefined) return isTransfer(event) ? outsideOfStages(progress, event, now) : undefined;
  return inStage({...progress, stage: progress.stage}, event, now);
};

const isTransfer = (event: Event): event is Transfer => event.type === 'upload' || event.type === 'download';

const outsideOfStages = (progress: Progress | undefined, event: Transfer, now: number): Progress | undefined => {
  const busy = isComplete(event)
    ? without(progress?.busy ?? [], event.host)
    : withTransfer(progress?.busy ?? [], event, now);
  return busy.length === 0 ? undefined : {busy};
};

const inStage = (progress: Required<Pick<Progress, 'stage'>> & Progress, event: Event, now: number): Progress => {
  const {waiting, ...others} = progress;
  switch (event.type) {
    case 'actions-started':
      return {...progress, busy: withBusy(progress.busy, event.host, batchText(event.actions), now)};
    case 'actions-done':
      return {
        ...others,
        stage: {...others.stage, done: others.stage.done + event.actions.length},
        busy: without(others.busy, event.host),
      };
    case 'upload':
    case 'download':
      return {...progress, busy: withTransfer(progress.busy, event, now)};
    case 'waiting': {
      const {forWhat, seen, elapsedMs} = event;
      return {...progress, waiting: {forWhat, seen, since: now - elapsedMs}};
    }
    default:
      return progress;
  }
};

const withTransfer = (busy: readonly Busy[], event: Transfer, now: number): readonly Busy[] => {
  const transfer = transferStart(busy.find(each => each.host === event.host)?.transfer, event, now);
  return withBusy(busy, event.host, transferProgress(event, transfer, now), now, transfer);
};

/** A host keeps its start time: an upload that makes progress does not become the newest. */
const withBusy = (
  busy: readonly Busy[],
  host = 'cluster',
  what: string,
  now: number,
  transfer?: TransferStart,
): readonly Busy[] => {
  const since = busy.find(each => each.host === host)?.since ?? now;
  return [...without(busy, host), {host, what, since, ...(transfer && {transfer})}].sort((a, b) => a.since - b.since);
};

const without = (busy: readonly Busy[], host = 'cluster'): readonly Busy[] => busy.filter(each => each.host !== host);
