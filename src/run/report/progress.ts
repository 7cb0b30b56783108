import type {Event} from './event.js';
import {batchText, uploadText} from './lines.js';

/** What a host is busy with, since when. */
export interface Busy {
  readonly host: string;
  readonly what: string;
  readonly since: number;
}

/** All that the live view needs to know of the stage under way. */
export interface Progress {
  readonly title: string;
  readonly number: number;
  readonly of: number;
  readonly actions: number;
  readonly done: number;
  readonly since: number;
  /** The longest under way first. */
  readonly busy: readonly Busy[];
  /** Until when, and what is so meanwhile; over with the next actions done. */
  readonly waiting?: {readonly forWhat: string; readonly seen: string; readonly since: number};
}

/** The progress after an event; undefined while no stage is under way. Time in milliseconds. */
export const advance = (progress: Progress | undefined, event: Event, now: number): Progress | undefined => {
  if (event.type === 'stage-started') {
    const {title, number, of, actions} = event;
    return {title, number, of, actions, done: 0, since: now, busy: []};
  }
  // Of stages that go side by side the one that began last is shown.
  if (event.type === 'stage-done') return progress?.number === event.number ? undefined : progress;
  return progress && within(progress, event, now);
};

const within = (progress: Progress, event: Event, now: number): Progress => {
  const {waiting, ...going} = progress;
  switch (event.type) {
    case 'actions-started':
      return {...progress, busy: withBusy(progress.busy, event.host, batchText(event.actions), now)};
    case 'actions-done':
      return {...going, done: going.done + event.actions.length, busy: without(going.busy, event.host)};
    case 'upload':
      return {...progress, busy: withBusy(progress.busy, event.host, uploadText(event), now)};
    case 'waiting': {
      const {forWhat, seen, elapsedMs} = event;
      return {...progress, waiting: {forWhat, seen, since: now - elapsedMs}};
    }
    default:
      return progress;
  }
};

/** A host stays as old as what it began with: an upload that moves does not become the newest. */
const withBusy = (busy: readonly Busy[], host = 'cluster', what: string, now: number): readonly Busy[] => {
  const since = busy.find(each => each.host === host)?.since ?? now;
  return [...without(busy, host), {host, what, since}].sort((a, b) => a.since - b.since);
};

const without = (busy: readonly Busy[], host = 'cluster'): readonly Busy[] => busy.filter(each => each.host !== host);
