import type {Event, Transfer} from './event.js';
import {isLarge} from './large-fleet.js';
import {batchText} from './lines.js';
import {isComplete, type TransferStart, transferProgress, transferStart} from './transfer.js';

/** What a host is doing, and since when. */
export interface Busy {
  readonly host: string;
  readonly what: string;
  readonly since: number;
  readonly transfer?: TransferStart;
}

/** How many hosts of a fleet are done. */
export interface FleetProgress {
  readonly title: string;
  readonly size: number;
  readonly done: number;
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
    readonly fleet?: FleetProgress;
  };
  /** While the facts of many hosts are gathered, outside of stages. */
  readonly gathering?: Omit<FleetProgress, 'title'> & {readonly since: number};
  /** The longest running first. */
  readonly busy: readonly Busy[];
  /** What is waited for, and the status; ends with the next completed actions. */
  readonly waiting?: {readonly forWhat: string; readonly seen: string; readonly since: number};
}

/** The progress after an event; undefined while no stage runs and nothing is transferred. Time in milliseconds. */
export const advance = (progress: Progress | undefined, event: Event, now: number): Progress | undefined => {
  if (event.type === 'stage-started') return started(progress, event, now);
  if (event.type === 'stage-done') return isOver(progress?.stage, event) ? undefined : progress;
  if (progress?.stage === undefined) return outsideOfStages(progress, event, now);
  return inStage({...progress, stage: progress.stage}, event, now);
};

type StageStarted = Extract<Event, {readonly type: 'stage-started'}>;

/** A stage that belongs to the fleet of the one that is shown continues it. */
const started = (progress: Progress | undefined, event: StageStarted, now: number): Progress => {
  const {title, number, of, actions, fleet} = event;
  const stage = {title, number, of, actions, done: 0, since: now};
  if (!isLarge(fleet)) return {stage, busy: []};
  const before = progress?.stage?.fleet?.title === fleet.title ? progress : undefined;
  const {since = now, fleet: sofar = {title: fleet.title, size: fleet.size, done: 0}} = before?.stage ?? {};
  const busy = fleet.hosts.map(host => ({host, what: 'check what is left to do', since: now}));
  return {...before, stage: {...stage, since, fleet: sofar}, busy: [...(before?.busy ?? []), ...busy]};
};

/** Of other stages that run in parallel, the one that started last is shown. */
const isOver = (stage: Progress['stage'], {number, title}: Extract<Event, {readonly type: 'stage-done'}>): boolean => {
  if (stage?.fleet === undefined || stage.fleet.title === title) return stage?.number === number;
  return stage.fleet.done >= stage.fleet.size;
};

const isTransfer = (event: Event): event is Transfer => event.type === 'upload' || event.type === 'download';

const outsideOfStages = (progress: Progress | undefined, event: Event, now: number): Progress | undefined => {
  if (event.type === 'gathering') {
    const busy = event.hosts.map(host => ({host, what: 'give its facts', since: now}));
    return {gathering: {size: busy.length, done: 0, since: now}, busy};
  }
  if (progress?.gathering !== undefined) return gathered({...progress, gathering: progress.gathering}, event);
  return isTransfer(event) ? transferring(progress, event, now) : undefined;
};

const gathered = (progress: Progress & Required<Pick<Progress, 'gathering'>>, event: Event): Progress | undefined => {
  if (event.type !== 'gathered') return progress;
  const {size, done, since} = progress.gathering;
  if (done + 1 >= size) return undefined;
  return {gathering: {size, done: done + 1, since}, busy: without(progress.busy, event.host)};
};

const transferring = (progress: Progress | undefined, event: Transfer, now: number): Progress | undefined => {
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
    case 'actions-done': {
      const stage = {...others.stage, done: others.stage.done + event.actions.length};
      // A host of a fleet is busy until all of its actions are done.
      return {...others, stage, busy: stage.fleet === undefined ? without(others.busy, event.host) : others.busy};
    }
    case 'host-done': {
      const {fleet} = progress.stage;
      if (fleet?.title !== event.fleet) return progress;
      const stage = {...progress.stage, fleet: {...fleet, done: fleet.done + 1}};
      return {...progress, stage, busy: without(progress.busy, event.host)};
    }
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

/** A host keeps its start time and its place: an upload that makes progress does not become the newest. */
const withBusy = (
  busy: readonly Busy[],
  host = 'cluster',
  what: string,
  now: number,
  transfer?: TransferStart,
): readonly Busy[] => {
  const before = busy.find(each => each.host === host);
  const entry = {host, what, since: before?.since ?? now, ...(transfer && {transfer})};
  return before === undefined ? [...busy, entry] : busy.map(each => (each === before ? entry : each));
};

const without = (busy: readonly Busy[], host = 'cluster'): readonly Busy[] => busy.filter(each => each.host !== host);
