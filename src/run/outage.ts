import type {Code} from '../core/codes/code.js';
import {Failure} from '../core/failure.js';
import {isOutage, OUTAGE_MS} from '../core/outage.js';
import type {RunContext} from './context.js';

const EVERY_MS = 2000;

/** Of the cluster: nothing could be asked, or nothing answered. */
const UNANSWERED: readonly Code[] = ['kube/no-api', 'kube/state-unknown', 'etcd/membership-unknown', 'etcd/no-voter'];

/** A host could not be asked, or no host could say anything about etcd or the API. */
export const isUnanswered = (error: unknown): error is Failure =>
  isOutage(error) || (error instanceof Failure && UNANSWERED.includes(error.code));

interface Patience {
  /** Whose connection is waited for: "cp2", or "the hosts". */
  readonly where: string;
  readonly isOver: (error: unknown) => error is Failure;
}

/** Failures that were waited for already: nothing waits for them a second time. */
const waitedFor = new WeakSet<Failure>();

/**
 * Repeats `work` while hosts cannot be asked, for OUTAGE_MS. Only for work that reads, or that finds out first what is
 * left to do: it is unknown whether a command took effect whose connection was lost. Throws the last Failure.
 */
export async function throughOutage<T>(
  work: () => Promise<T>,
  {where, isOver}: Patience,
  {signal, report, clock}: Pick<RunContext, 'signal' | 'report' | 'clock'>,
): Promise<T> {
  let since: number | undefined;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isOver(error) || waitedFor.has(error)) throw error;
      const now = clock.monotonicMs();
      since ??= now;
      if (signal.aborted || now - since > OUTAGE_MS) {
        waitedFor.add(error);
        throw error;
      }
      const forWhat = UNANSWERED.includes(error.code) ? 'an answer of the cluster' : `a connection to ${where}`;
      report({type: 'waiting', forWhat, seen: error.message, elapsedMs: now - since});
      await clock.pause(EVERY_MS, signal);
    }
  }
}
