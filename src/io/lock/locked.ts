import {Failure} from '../../core/failure.js';
import {quorum} from '../../core/quorum/quorum.js';
import type {HeldLock} from '../../ports/cluster.js';
import type {RemoteShell} from '../remote/script.js';
import {acquireLock, type Hold, type Refusal} from './acquire.js';
import {describeHolder, type Holder} from './holder.js';
import {type KeptHold, keepHold} from './keep.js';
import {majority} from './majority.js';
import {type LockTimes, TIMES} from './times.js';

/**
 * Holds the lock on `shells`, acquired in their order, while `use` runs. Unreachable hosts are skipped as long as a
 * majority is held: two runs cannot both have a majority. The lock on a host whose connection was lost is taken again when
 * no other run has held it meanwhile. `lost` fires when the majority is lost. Every run since the time `since` has held the
 * lock on at least one of these hosts.
 * @throws Failure lock/held, lock/lost, or hosts/no-lock when too few hosts are reachable.
 */
export async function locked<T>(
  shells: readonly RemoteShell[],
  holder: Holder,
  since: number,
  use: (lock: HeldLock) => Promise<T>,
  changes: Partial<LockTimes> = {},
): Promise<T> {
  const times = {...TIMES, ...changes};
  const holds = await acquireAll(shells, holder, since, times);
  const kept: KeptHold[] = [];
  const {lost, doubt, judge, end} = majority(() => kept, quorum(shells.length), times.outageMs);
  for (const {shell, hold} of holds) {
    const again = (signal: AbortSignal) => acquireLock(shell, holder, {since: 'again', times, signal});
    kept.push(keepHold(hold, {again, againMs: times.againMs, holder, changed: judge}));
  }
  try {
    return await use({lost, doubt, undisturbed: holds.every(({hold}) => hold.undisturbed)});
  } catch (error) {
    throw lost.aborted ? withoutLock(lost.reason as Failure, error) : error;
  } finally {
    end();
    await releaseAll(kept);
  }
}

interface HoldOn {
  readonly shell: RemoteShell;
  readonly hold: Hold;
}

async function acquireAll(
  shells: readonly RemoteShell[],
  holder: Holder,
  since: number,
  times: LockTimes,
): Promise<readonly HoldOn[]> {
  const holds: HoldOn[] = [];
  const failures: Failure[] = [];
  try {
    for (const shell of shells) {
      const answer = await acquireLock(shell, holder, {since, times}).catch(unreachable);
      if (answer instanceof Failure) failures.push(answer);
      else if ('is' in answer) throw held(shell, answer);
      else holds.push({shell, hold: answer});
    }
    const needed = quorum(shells.length);
    if (holds.length < needed) throw tooFew(failures, `${holds.length} of ${shells.length}`, needed);
    return holds;
  } catch (error) {
    await releaseAll(holds.map(({hold}) => hold));
    throw error;
  }
}

const releaseAll = (holds: readonly Pick<Hold, 'release'>[]): Promise<unknown> =>
  Promise.all(holds.map(hold => hold.release()));

function unreachable(error: unknown): Failure {
  if (error instanceof Failure && /^(hosts|timeout)\//.test(error.code)) return error;
  throw error;
}

const held = ({name}: RemoteShell, {by}: Refusal): Failure =>
  by === undefined
    ? new Failure('lock/held', `the cluster is locked by an unknown holder (on ${name})`, {
        suggestions: [
          `find its process on ${name}: ls -l /proc/[0-9]*/fd/9 | grep /run/quorate/lock`,
          'wait until that process ends, or end it, then run the same command again',
        ],
      })
    : new Failure('lock/held', `the cluster is locked by ${describeHolder(by)} on ${name}`, {
        suggestions: [
          'wait until that run ends, then run the same command again',
          'see all holders: quorate lock status',
          'if that run hangs: quorate lock release',
        ],
      });

const withoutLock = ({code, message, suggestions}: Failure, cause: unknown): Failure =>
  new Failure(code, message, {suggestions, cause});

const tooFew = (failures: readonly Failure[], have: string, needed: number): Failure =>
  new Failure(
    'hosts/no-lock',
    `the cluster lock was acquired on ${have} hosts, and ${needed} are required:\n${failures
      .map(({message}) => `  ${message}`)
      .join('\n')}`,
    {suggestions: [...new Set(failures.flatMap(({suggestions}) => suggestions))]},
  );
