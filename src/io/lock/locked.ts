import {Failure} from '../../core/failure.js';
import {quorum} from '../../core/quorum/quorum.js';
import type {HeldLock} from '../../ports/cluster.js';
import type {RemoteShell} from '../remote/script.js';
import {describeHolder, type Holder} from './holder.js';
import {type Hold, type LockTimes, type Refusal, takeLock} from './take.js';

/**
 * Holds the lock on `shells`, taken in their order, while `use` runs. Hosts that cannot be asked are left out as long
 * as a majority is held: two runs cannot both have one. `lost` fires when a majority is no longer held. Any run that was
 * at work since the moment asked about has had one of these.
 * @throws Failure lock/held, lock/lost, or hosts/no-lock when too few hosts can be asked.
 */
export async function locked<T>(
  shells: readonly RemoteShell[],
  holder: Holder,
  since: number,
  use: (lock: HeldLock) => Promise<T>,
  times?: LockTimes,
): Promise<T> {
  const holds = await takeAll(shells, holder, since, times);
  const lost = watched(holds, quorum(shells.length));
  try {
    return await use({lost, undisturbed: holds.every(({undisturbed}) => undisturbed)});
  } catch (error) {
    throw lost.aborted ? withoutLock(lost.reason as Failure, error) : error;
  } finally {
    await releaseAll(holds);
  }
}

async function takeAll(
  shells: readonly RemoteShell[],
  holder: Holder,
  since: number,
  times: LockTimes | undefined,
): Promise<readonly Hold[]> {
  const holds: Hold[] = [];
  const troubles: Failure[] = [];
  try {
    for (const shell of shells) {
      const answer = await takeLock(shell, holder, since, times).catch(cannotBeAsked);
      if (answer instanceof Failure) troubles.push(answer);
      else if ('heldBy' in answer) throw held(shell, answer);
      else holds.push(answer);
    }
    const needed = quorum(shells.length);
    if (holds.length < needed) throw tooFew(troubles, `${holds.length} of ${shells.length}`, needed);
    return holds;
  } catch (error) {
    await releaseAll(holds);
    throw error;
  }
}

const releaseAll = (holds: readonly Hold[]): Promise<unknown> => Promise.all(holds.map(hold => hold.release()));

function cannotBeAsked(error: unknown): Failure {
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
  new Failure(
    'lock/held',
    heldBy === undefined
      ? `another run is at work on this cluster: it holds the lock on ${name}, and has not said who it is`
      : `another run is at work on this cluster: ${describeHolder(heldBy)}; it holds the lock on ${name}`,
    {
      suggestions: [
        'wait until it is done, then run the same command again',
        'quorate lock list',
        'if you are sure that it should not go on: quorate lock release',
      ],
    },
  );

const lockLost = (reasons: readonly string[]): Failure =>
  new Failure('lock/lost', `the lock of the cluster was lost, so this run stopped: ${reasons.join('; ')}`, {
    suggestions: [
      'quorate lock list shows whether somebody else is at work now',
      'run the same command again: it goes on where this one stopped',
    ],
  });

const withoutLock = ({code, message, suggestions}: Failure, cause: unknown): Failure =>
  new Failure(code, message, {suggestions, cause});

const tooFew = (troubles: readonly Failure[], have: string, needed: number): Failure =>
  new Failure(
    'hosts/no-lock',
    `the lock of the cluster could be taken on ${have} hosts and needs ${needed}:\n${troubles
      .map(({message}) => `  ${message}`)
      .join('\n')}`,
    {suggestions: [...new Set(troubles.flatMap(({suggestions}) => suggestions))]},
  );
