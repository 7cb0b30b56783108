import type {Event} from './event.js';
import {batchText, transferText} from './lines.js';

/** What a host is doing, and since when. */
export interface Busy {
  readonly host: string;
  readonly what: string;
  readonly since: number;
}

/** The state of the running stage that the live view shows. */
export interface Progress {
  readonly title: string;
  readonly number: number;
  readonly of: number;
  readonly actions: number;
  readonly done: number;
  readonly since: number;
  /** The longest running first. */
  readonly busy: readonly Busy[];
  /** What is waited for, and the status; ends with the next completed actions. */
  readonly waiting?: {readonly forWhat: string; readonly seen: string; readonly since: number};
}

/** The progress after an event; undefined while no stage runs. Time in milliseconds. */
export const advance = (progress: Progress | undefined, event: Event, now: number): Progress | undefined => {
  if (event.type === 'stage-started') {
    const {title, number, of, actions} = event;
    return {title, number, of, actions, done: 0, since: now, busy: []};
  }
  // Of stages that run in parallel, the one that started last is shown.
  if (event.type === 'stage-done') return progress?.number === event.number ? undefined : progress;
  return progress && inStage(progress, event, now);
};

const inStage = (progress: Progress, event: Event, now: number): Progress => {
  const {waiting, ...others} = progress;
  switch (event.type) {
    case 'actions-started':
      return {...progress, busy: withBusy(progress.busy, event.host, batchText(event.actions), now)};
    case 'actions-done':
      return {...others, done: others.done + event.actions.length, busy: without(others.busy, event.host)};
    case 'upload':
    case 'download':
      return {...progress, busy: withBusy(progress.busy, event.host, transferText(event), now)};
    case 'waiting': {
      const {forWhat, seen, elapsedMs} = event;
      return {...progress, waiting: {forWhat, seen, since: now - elapsedMs}};
    }
    default:
      return progress;
  }
};

/** A host keeps its start time: an upload that makes progress does not become the newest. */
const withBusy = (busy: readonly Busy[], host = 'cluster', what: string, now: number): readonly Busy[] => {
  const since = busy.find(each => each.host === host)?.since ?? now;
  return [...without(busy, host), {host, what, since}].sort((a, b) => a.since - b.since);
};

const without = (busy: readonly Busy[], host = 'cluster'): readonly Busy[] => busy.filter(each => each.host !== host);
