import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {isOutage} from '../../core/outage.js';
import {pause} from '../clock.js';
import type {Hold, Refusal} from './acquire.js';
import {describeHolder, type Holder} from './holder.js';

/**
 * The lock on one host during a run. 'interrupted': the connection is lost, and the lock is taken again as soon as it comes
 * back. 'lost': another run may hold it, or has held it.
 */
export type Keeping = {readonly is: 'held'} | Ended;

interface Ended {
  readonly is: 'interrupted' | 'lost';
  readonly why: string;
}

export interface KeptHold {
  readonly host: HostName;
  state(): Keeping;
  /** Resolves when the host has released it, or is unreachable. */
  release(): Promise<void>;
}

interface Keeper {
  /** Takes the lock again; it is refused when this run was not the last to hold it. */
  readonly again: (signal: AbortSignal) => Promise<Hold | Refusal>;
  readonly againMs: number;
  readonly holder: Holder;
  /** Called after each change of the state. */
  readonly changed: () => void;
}

/** Keeps the lock on a host through lost connections, for as long as it can be proven that no other run has held it. */
export function keepHold(first: Hold, {again, againMs, holder, changed}: Keeper): KeptHold {
  const {host} = first;
  const over = new AbortController();
  let hold = first;
  let state: Keeping = {is: 'held'};
  const become = (next: Keeping): void => {
    if (over.signal.aborted) return;
    state = next;
    changed();
  };

  /** Undefined when it is lost, or not needed any more. */
  const takeAgain = async (): Promise<Hold | undefined> => {
    while (!over.signal.aborted) {
      const answer = await again(over.signal).catch((error: unknown) => endedBy(error));
      if ('release' in answer) return answer;
      const ended = 'why' in answer ? answer : refusedBy(answer, host, holder);
      become(ended);
      if (ended.is === 'lost') return undefined;
      await pause(againMs, over.signal);
    }
    return undefined;
  };

  const follow = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const {why, byOutage} = await hold.ended;
      become({is: byOutage ? 'interrupted' : 'lost', why});
      const next = byOutage ? await takeAgain() : undefined;
      if (next === undefined) return;
      if (over.signal.aborted) return next.release();
      hold = next;
      become({is: 'held'});
    }
  };
  void follow();

  return {
    host,
    state: () => state,
    async release() {
      over.abort(new Failure('interrupted/stopped', `${host}: the lock is not needed any more`));
      if (state.is === 'held') await hold.release();
    },
  };
}

/** The host cannot be asked now, or has not completed the answer: it is asked again. Anything else will not pass. */
function endedBy(error: unknown): Ended {
  const passes = isOutage(error) || (error instanceof Failure && UNFINISHED.includes(error.code));
  return {is: passes ? 'interrupted' : 'lost', why: error instanceof Error ? error.message : String(error)};
}

const UNFINISHED: readonly string[] = ['timeout/lock', 'hosts/lock-ended'];

function refusedBy({is, by}: Refusal, host: HostName, {run}: Holder): Ended {
  const other = by === undefined ? undefined : describeHolder(by);
  if (is === 'held' && by?.run === run)
    return {is: 'interrupted', why: `${host}: the process of the lost connection still holds the lock`};
  if (is === 'held') return {is: 'lost', why: `${host}: ${other ?? 'an unknown holder'} holds the lock now`};
  if (by !== undefined && by.run !== run)
    return {is: 'lost', why: `${host}: ${other} has held the lock since the connection was lost`};
  return {
    is: 'lost',
    why: `${host}: the record of the last holder is gone, as after a restart of the host or \`quorate lock release\`, so another run may have held the lock`,
  };
}
