import {Failure} from '../../core/failure.js';
import type {HeldLock} from '../../ports/cluster.js';
import type {KeptHold} from './keep.js';

/** Whether a run still excludes every other one, by the state of its locks. */
interface Majority extends Pick<HeldLock, 'lost' | 'doubt'> {
  /** A state has changed. */
  judge(): void;
  end(): void;
}

/**
 * Two runs cannot both have a majority: while `needed` locks are held, nothing is lost. If connections to some are lost, it
 * waits `outageMs` for them; a lock that is taken again has been held by no other run.
 */
export function majority(kept: () => readonly KeptHold[], needed: number, outageMs: number): Majority {
  const lost = new AbortController();
  let late: NodeJS.Timeout | undefined;
  const states = () => kept().map(each => each.state());
  const reasons = () => states().flatMap(state => (state.is === 'held' ? [] : [state.why]));
  const lose = (more: readonly string[] = []) => lost.abort(lockLost([...reasons(), ...more]));
  const count = (...wanted: readonly string[]) => states().filter(({is}) => wanted.includes(is)).length;
  const isHeld = () => count('held') >= needed;
  const end = () => {
    clearTimeout(late);
    late = undefined;
  };
  return {
    lost: lost.signal,
    doubt: () => (lost.signal.aborted || isHeld() ? undefined : reasons().join('; ')),
    judge() {
      if (isHeld() || lost.signal.aborted) return end();
      if (count('held', 'interrupted') < needed) {
        end();
        return lose();
      }
      late ??= setTimeout(() => lose([`no connection for ${Math.round(outageMs / 1000)} s`]), outageMs);
    },
    end,
  };
}

const lockLost = (reasons: readonly string[]): Failure =>
  new Failure('lock/lost', `the run lost the cluster lock and stopped: ${reasons.join('; ')}`, {
    suggestions: [
      'see whether another run holds the lock: quorate lock status',
      'then run the same command again: it continues where this one stopped',
    ],
  });
