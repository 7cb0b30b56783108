import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {monotonicMs, pause} from '../clock.js';
import {NO_LIMIT} from '../remote/limits.js';
import {type RemoteShell, runScript} from '../remote/script.js';
import {type Holder, holderLine, parseHolder} from './holder.js';

/** The lock on one host, held by this run. */
export interface Hold {
  readonly host: HostName;
  /** No other run has held it since the given time. */
  readonly undisturbed: boolean;
  /** Resolves with the reason when the lock ends without having been released; stays pending otherwise. */
  readonly lost: Promise<string>;
  /** Resolves when the host has released it, or is unreachable: then the host releases it by itself. */
  release(): Promise<void>;
}

/** Another run holds it; undefined when that run is unknown. */
export interface Refusal {
  readonly heldBy: Holder | undefined;
}

export interface LockTimes {
  /** A host that receives no sign of life for this long releases the lock. */
  readonly silenceSeconds: number;
  readonly signMs: number;
  /** How long a host may take to answer. */
  readonly answerMs: number;
}

/** Longer than the SSH keepalive needs to detect a lost connection: a run learns of it before the lock is free. */
const TIMES: LockTimes = {silenceSeconds: 60, signMs: 10_000, answerMs: 60_000};

/**
 * Acquires the lock on a host, without waiting when another run holds it.
 * @param since monotonic milliseconds of this process.
 * @throws Failure hosts/… when the host cannot be asked, timeout/lock when it does not answer.
 */
export async function acquireLock(
  shell: RemoteShell,
  holder: Holder,
  since: number,
  times = TIMES,
): Promise<Hold | Refusal> {
  const released = new AbortController();
  const cancelled = new AbortController();
  const cancelWith = (failure: Failure) => () => cancelled.abort(failure);
  const answer = firstAnswer();

  const ending = runScript(shell, {
    scripts: ['lock', 'lock-hold'],
    title: 'hold the lock',
    input: signsOfLife(
      `${times.silenceSeconds}\t${secondsSince(since)}\t${holderLine(holder)}\n`,
      times.signMs,
      released.signal,
    ),
    // Not numbered by the crash hook: the lock starts and ends with the connection, so a crash during it equals one right
    // before or after; and it lasts, while numbered operations follow each other.
    changes: false,
    endless: true,
    timeoutMs: NO_LIMIT,
    answers: [HELD, GONE, ...ENDED_BY_SIGNAL],
    onStdout: answer.read,
    signal: cancelled.signal,
  }).finally(() => released.abort());

  const late = setTimeout(cancelWith(noAnswer(shell.name, times)), times.answerMs);
  const first = await Promise.race([answer.taken, ending]).finally(() => clearTimeout(late));
  if (typeof first !== 'string') {
    if (first.code === HELD) return {heldBy: parseHolder(first.stdout.toString().replace(/^held\t/, ''))};
    throw new Failure('hosts/lock-ended', `${shell.name}: the lock holder process was killed before it had the lock`, {
      suggestions: ['run the same command again'],
    });
  }
  const over = ending.then(
    ({code}) =>
      code === GONE ? `${shell.name}: the lock file was removed` : `${shell.name}: the lock holder process was killed`,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  let isHeld = true;
  return {
    host: shell.name,
    undisturbed: first === 'undisturbed',
    lost: new Promise(resolve => void over.then(why => isHeld && resolve(why))),
    async release() {
      isHeld = false;
      released.abort();
      const timer = setTimeout(cancelWith(noAnswer(shell.name, times)), RELEASE_MS);
      await over;
      clearTimeout(timer);
    },
  };
}

const HELD = 75;
/** The lock file was removed: what is held excludes no other run. */
const GONE = 74;
const ENDED_BY_SIGNAL = [137, 143];
const RELEASE_MS = 5000;

async function* signsOfLife(first: string, everyMs: number, released: AbortSignal): AsyncGenerator<Uint8Array> {
  yield Buffer.from(first);
  for (;;) {
    await pause(everyMs, released);
    if (released.aborted) return;
    yield Buffer.from('.');
  }
}

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

const noAnswer = (host: HostName, {answerMs}: LockTimes): Failure =>
  new Failure('timeout/lock', `${host}: timed out acquiring the lock after ${answerMs / 1000} s`, {
    suggestions: [`check the load of ${host} (uptime), then run the same command again`],
  });
