import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {isOutage} from '../../core/outage.js';
import {monotonicMs} from '../clock.js';
import {NO_LIMIT} from '../remote/limits.js';
import {type RemoteShell, runScript} from '../remote/script.js';
import type {ExecResult} from '../transport/transport.js';
import {type Holder, holderLine, parseHolder} from './holder.js';
import {signsOfLife} from './signs-of-life.js';
import type {LockTimes} from './times.js';

/** The lock on one host, held by this run. */
export interface Hold {
  readonly host: HostName;
  /** No other run has held it since the given time. */
  readonly undisturbed: boolean;
  /** Resolves when the lock ends without having been released; stays pending otherwise. */
  readonly ended: Promise<HoldEnd>;
  /** Resolves when the host has released it, or is unreachable: then the host releases it by itself. */
  release(): Promise<void>;
}

/** Why the lock has ended on a host. */
export interface HoldEnd {
  readonly why: string;
  /** The connection ended, or no sign of life arrived. False: something on the host ended it. */
  readonly byOutage: boolean;
}

/** 'held': another run holds it. 'changed': it is free, and this run was not the last to hold it. */
export interface Refusal {
  readonly is: 'held' | 'changed';
  /** Undefined when that run is unknown. */
  readonly by: Holder | undefined;
}

/** What is asked of a host. */
interface Request {
  /** Monotonic milliseconds of this process. 'again': the last hold of this run was lost, and no other may have followed. */
  readonly since: number | 'again';
  readonly times: LockTimes;
  /** Cancels the request while it is not answered. */
  readonly signal?: AbortSignal;
}

/**
 * Acquires the lock on a host, without waiting when another run holds it.
 * @throws Failure hosts/… when the host cannot be asked, timeout/lock when it does not answer.
 */
export async function acquireLock(
  shell: RemoteShell,
  holder: Holder,
  {since, times, signal}: Request,
): Promise<Hold | Refusal> {
  const signs = signsOfLife(times.signMs);
  const cancelled = new AbortController();
  const cancelWith = (failure: Failure) => () => cancelled.abort(failure);
  const answer = firstAnswer();

  const age = since === 'again' ? since : secondsSince(since);
  const ending = runScript(shell, {
    scripts: ['lock', 'lock-hold'],
    title: 'hold the lock',
    input: signs.after(`${times.silenceSeconds}\t${age}\t${holderLine(holder)}\n`),
    // Not numbered by the crash hook: the lock starts and ends with the connection, so a crash during it equals one right
    // before or after; and it lasts, while numbered operations follow each other.
    changes: false,
    endless: true,
    timeoutMs: NO_LIMIT,
    answers: [HELD, CHANGED, GONE, ...ENDED_BY_SIGNAL],
    onStdout: answer.read,
    signal: cancelled.signal,
  }).finally(signs.stop);

  const late = setTimeout(cancelWith(noAnswer(shell.name, times)), times.answerMs);
  const cancel = () => cancelled.abort(signal?.reason);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, {once: true});
  const first = await Promise.race([answer.taken, ending]).finally(() => {
    clearTimeout(late);
    signal?.removeEventListener('abort', cancel);
  });
  if (typeof first !== 'string') return refusalIn(first, shell.name);
  const ended = ending.then(({code}) => endIn(code, shell.name), endBy);
  let isHeld = true;
  return {
    host: shell.name,
    undisturbed: first === 'undisturbed',
    ended: new Promise(resolve => void ended.then(end => isHeld && resolve(end))),
    async release() {
      isHeld = false;
      signs.release();
      const timer = setTimeout(cancelWith(noAnswer(shell.name, times)), RELEASE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

const HELD = 75;
const CHANGED = 76;
/** The lock file was removed: what is held excludes no other run. */
const GONE = 74;
const ENDED_BY_SIGNAL = [137, 143];
const RELEASE_MS = 5000;

/** Rounded up: lock files have times of one-second resolution. */
const secondsSince = (ms: number): number => Math.ceil((monotonicMs() - ms) / 1000) + 1;

/** `taken` resolves with "undisturbed" or "disturbed" when the script reports that it has the lock. */
function firstAnswer(): {readonly taken: Promise<string>; readonly read: (chunk: Buffer) => void} {
  let output = '';
  let resolveAcquired = (_: string) => {};
  const taken = new Promise<string>(resolve => {
    resolveAcquired = resolve;
  });
  return {
    taken,
    read: chunk => {
      output += chunk.toString();
      const [, since] = /^taken\t(\w+)\n/.exec(output) ?? [];
      if (since !== undefined) resolveAcquired(since);
    },
  };
}

function refusalIn({code, stdout}: ExecResult, host: HostName): Refusal {
  const by = parseHolder(stdout.toString().replace(/^(?:held|changed)\t/, ''));
  if (code === HELD) return {is: 'held', by};
  if (code === CHANGED) return {is: 'changed', by};
  throw new Failure('hosts/lock-ended', `${host}: the lock holder process was killed before it had the lock`, {
    suggestions: ['run the same command again'],
  });
}

function endIn(code: number, host: HostName): HoldEnd {
  // Its input ended, or the signs of life did.
  if (code === 0) return {why: `${host}: it had no sign of life of this run`, byOutage: true};
  const why = code === GONE ? 'the lock file was removed' : 'the lock holder process was killed';
  return {why: `${host}: ${why}`, byOutage: false};
}

const endBy = (error: unknown): HoldEnd => ({
  why: error instanceof Error ? error.message : String(error),
  byOutage: isOutage(error),
});

const noAnswer = (host: HostName, {answerMs}: LockTimes): Failure =>
  new Failure('timeout/lock', `${host}: timed out acquiring the lock after ${answerMs / 1000} s`, {
    suggestions: [`check the load of ${host} (uptime), then run the same command again`],
  });
