import {Failure} from '../../core/failure.js';
import {quorum} from '../../core/quorum/quorum.js';
import type {HeldLock} from '../../ports/cluster.js';
import type {RemoteShell} from '../remote/script.js';
import {acquireLock, type Hold, type LockTimes, type Refusal} from './acquire.js';
import {describeHolder, type Holder} from './holder.js';

/**
 * Holds the lock on `shells`, acquired in their order, while `use` runs. Unreachable hosts are skipped as long as a
 * majority is held: two runs cannot both have a majority. `lost` fires when the majority is lost. Every run since the
 * time `since` has held the lock on at least one of these hosts.
 * @throws Failure lock/held, lock/lost, or hosts/no-lock when too few hosts are reachable.
 */
export async function locked<T>(
  shells: readonly RemoteShell[],
  holder: Holder,
  since: number,
  use: (lock: HeldLock) => Promise<T>,
  times?: LockTimes,
): Promise<T> {
  const holds = await acquireAll(shells, holder, since, times);
  const lost = watched(holds, quorum(shells.length));
  try {
    return await use({lost, undisturbed: holds.every(({undisturbed}) => undisturbed)});
  } catch (error) {
    throw lost.aborted ? withoutLock(lost.reason as Failure, error) : error;
  } finally {
    await releaseAll(holds);
  }
}

async function acquireAll(
  shells: readonly RemoteShell[],
  holder: Holder,
  since: number,
  times: LockTimes | undefined,
): Promise<readonly Hold[]> {
  const holds: Hold[] = [];
  const failures: Failure[] = [];
  try {
    for (const shell of shells) {
      const answer = await acquireLock(shell, holder, since, times).catch(unreachable);
      if (answer instanceof Failure) failures.push(answer);
      else if ('heldBy' in answer) throw held(shell, answer);
      else holds.push(answer);
    }
    const needed = quorum(shells.length);
    if (holds.length < needed) throw tooFew(failures, `${holds.length} of ${shells.length}`, needed);
    return holds;
  } catch (error) {
    await releaseAll(holds);
    throw error;
  }
}

const releaseAll = (holds: readonly Hold[]): Promise<unknown> => Promise.all(holds.map(hold => hold.release()));

function unreachable(error: unknown): Failure {
  if (error instanceof Failure && /^(hosts|timeout)\//.test(error.code)) return error;
  throw error;
}

function watched(holds: readonly Hold[], needed: number): AbortSignal {
  const lost = new AbortController();
  const reasons: string[] = [];
  for (const hold of holds)
    void hold.lost.then(why => {
      reasons.push(why);
      if (holds.length - reasons.length < needed) lost.abort(lockLost(reasons));
    });
  return lost.signal;
}

const held = ({name}: RemoteShell, {heldBy}: Refusal): Failure =>
  heldBy === undefined
    ? new Failure('lock/held', `the cluster is locked by an unknown holder (on ${name})`, {
        suggestions: [
          `find its process on ${name}: ls -l /proc/[0-9]*/fd/9 | grep /run/quorate/lock`,
          'wait until that process ends, or end it, then run the same command again',
        ],
      })
    : new Failure('lock/held', `the cluster is locked by ${describeHolder(heldBy)} on ${name}`, {
        suggestions: [
          'wait until that run ends, then run the same command again',
          'see all holders: quorate lock status',
          'if that run hangs: quorate lock release',
        ],
      });

const lockLost = (reasons: readonly string[]): Failure =>
  new Failure('lock/lost', `the run lost the cluster lock and stopped: ${reasons.join('; ')}`, {
    suggestions: [
      'see whether another run holds the lock: quorate lock status',
      'then run the same command again: it continues where this one stopped',
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
