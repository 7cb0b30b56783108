import {Failure} from '../core/failure.js';
import {isOutage} from '../core/outage.js';
import {answerWithin} from './answer-within.js';
import {awaitLock} from './await-lock.js';
import type {RunContext} from './context.js';

export interface PollResult {
  readonly done: boolean;
  /** The status: shown while waiting, and in the failure. */
  readonly seen: string;
}

interface Waiting {
  /** A noun with an infinitive, or a noun: "etcd to elect a leader", "the API server on cp1". */
  readonly forWhat: string;
  readonly withinMs: number;
  readonly everyMs?: number;
  /** Where to find the reason when the time is over. */
  readonly hint?: string;
  /**
   * The condition also requests a change: its answer is awaited, for as long as its commands may take, and a lost
   * connection is an error, because it is unknown whether the change was made.
   */
  readonly changes?: true;
}

type Polling = Pick<RunContext, 'signal' | 'report' | 'clock' | 'lock'>;

/** A limit that is shorter than an answer takes would fail although the condition is met. */
const ANSWER_MS = 10_000;

/**
 * Waits for a condition; nothing else in a run polls. A question that hangs is not waited for longer than the limit, nor
 * after an interruption; a lost connection counts as not yet. Throws Failure 'timeout/condition' with the last status,
 * or 'interrupted/waiting'.
 */
export async function poll(condition: () => Promise<PollResult>, waiting: Waiting, polling: Polling): Promise<void> {
  const {forWhat, withinMs, everyMs = 250} = waiting;
  const {signal, report, clock} = polling;
  const started = clock.monotonicMs();
  let last = 'unknown';
  for (;;) {
    const left = Math.max(withinMs - (clock.monotonicMs() - started), ANSWER_MS);
    const asked = await ask(condition, left, waiting, polling);
    if (asked.is === 'stopped') throw stopped(forWhat, last);
    if (asked.is === 'late') throw timedOut(waiting, `${last}; the last question got no answer`);
    const {done, seen} = asked.answer;
    if (done) return;
    last = seen;
    const elapsedMs = clock.monotonicMs() - started;
    if (signal.aborted) throw stopped(forWhat, last);
    if (elapsedMs > withinMs) throw timedOut(waiting, last);
    report({type: 'waiting', forWhat, seen, elapsedMs});
    await clock.pause(everyMs, signal);
  }
}

async function ask(condition: () => Promise<PollResult>, withinMs: number, {changes}: Waiting, polling: Polling) {
  if (changes) {
    await awaitLock(polling);
    return polling.signal.aborted ? ({is: 'stopped'} as const) : ({is: 'answered', answer: await condition()} as const);
  }
  return answerWithin(() => condition().catch(notYet), withinMs, polling);
}

function notYet(error: unknown): PollResult {
  if (isOutage(error)) return {done: false, seen: error.message};
  throw error;
}

const stopped = (forWhat: string, last: string): Failure =>
  new Failure('interrupted/waiting', `stopped while waiting for ${forWhat}; last status: ${last}`, {
    suggestions: ['run the same command again to resume'],
  });

const timedOut = ({forWhat, withinMs, hint}: Waiting, last: string): Failure =>
  new Failure(
    'timeout/condition',
    `timed out after ${Math.round(withinMs / 1000)} s waiting for ${forWhat}; last status: ${last}`,
    {
      suggestions: [
        ...(hint === undefined ? [] : [hint]),
        'run the same command again to continue waiting; if it times out again, read the log',
      ],
    },
  );
