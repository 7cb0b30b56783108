import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {monotonicMs, pause} from '../clock.js';
import {type RemoteShell, runScript} from '../remote/script.js';
import {type Holder, holderLine, parseHolder} from './holder.js';

/** The lock of one host, in our hands. */
export interface Hold {
  readonly host: HostName;
  /** Nobody else has had it since the moment that was asked about. */
  readonly undisturbed: boolean;
  /** Resolves with the reason when the lock ends without having been released; stays pending otherwise. */
  readonly lost: Promise<string>;
  /** Resolves when the host has let it go, or cannot be told any more: then it lets go by itself. */
  release(): Promise<void>;
}

/** Somebody else has it; who it is may be unknown. */
export interface Refusal {
  readonly heldBy: Holder | undefined;
}

export interface LockTimes {
  /** A host that hears nothing for so long takes the holder for dead. */
  readonly silenceSeconds: number;
  readonly signMs: number;
  /** How long a host may take to answer. */
  readonly answerMs: number;
}

/** Silence is longer than SSH's keepalive needs to notice a cut: a run knows that it lost the lock before it is free. */
const TIMES: LockTimes = {silenceSeconds: 60, signMs: 10_000, answerMs: 60_000};

/**
 * Takes the lock on a host, without waiting when somebody else has it.
 * @param since by this process's monotonic clock, in milliseconds.
 * @throws Failure hosts/… when the host cannot be asked, timeout/lock when it does not answer.
 */
export async function takeLock(
  shell: RemoteShell,
  holder: Holder,
  since: number,
  times = TIMES,
): Promise<Hold | Refusal> {
  const released = new AbortController();
  const givenUp = new AbortController();
  const giveUpAs = (failure: Failure) => () => givenUp.abort(failure);
  const answer = answered();

  const ending = runScript(shell, {
    scripts: ['lock', 'lock-hold'],
    title: 'hold the lock',
    input: signsOfLife(
      `${times.silenceSeconds}\t${secondsSince(since)}\t${holderLine(holder)}\n`,
      times.signMs,
      released.signal,
    ),
    // Not numbered by the crash hook: it begins and ends with the connection, so a crash in the midst of it is like
    // one right before or after; and it lasts, while what is numbered is issued one after the other.
    changes: false,
    answers: [HELD, GONE, ...ENDED_BY_SIGNAL],
    onStdout: answer.hear,
    signal: givenUp.signal,
  }).finally(() => released.abort());

  const late = setTimeout(giveUpAs(noAnswer(shell.name, times)), times.answerMs);
  const first = await Promise.race([answer.taken, ending]).finally(() => clearTimeout(late));
  if (typeof first !== 'string') {
    if (first.code === HELD) return {heldBy: parseHolder(first.stdout.toString().replace(/^held\t/, ''))};
    throw new Failure('hosts/lock-ended', `${shell.name}: the process that was to hold the lock was ended there`, {
      suggestions: ['run the same command again'],
    });
  }
  const over = ending.then(
    ({code}) =>
      code === GONE
        ? `${shell.name}: its lock file was removed there`
        : `${shell.name}: the process that held it was ended there`,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  let ours = true;
  return {
    host: shell.name,
    undisturbed: first === 'undisturbed',
    lost: new Promise(resolve => void over.then(why => ours && resolve(why))),
    async release() {
      ours = false;
      released.abort();
      const impatience = setTimeout(giveUpAs(noAnswer(shell.name, times)), RELEASE_MS);
      await over;
      clearTimeout(impatience);
    },
  };
}

const HELD = 75;
/** The lock's file is not there any more, so that what is held excludes nobody. */
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

/** Hosts count whole seconds: one more, so that what is in doubt counts as since then. */
const secondsSince = (ms: number): number => Math.ceil((monotonicMs() - ms) / 1000) + 1;

/** Resolves with what has been since when the script has said that it has the lock. */
function answered(): {readonly taken: Promise<string>; readonly hear: (chunk: Buffer) => void} {
  let said = '';
  let resolveTaken = (_: string) => {};
  const taken = new Promise<string>(resolve => {
    resolveTaken = resolve;
  });
  return {
    taken,
    hear: chunk => {
      said += chunk.toString();
      const [, since] = /^taken\t(\w+)\n/.exec(said) ?? [];
      if (since !== undefined) resolveTaken(since);
    },
  };
}

const noAnswer = (host: HostName, {answerMs}: LockTimes): Failure =>
  new Failure('timeout/lock', `${host}: the lock was neither given nor refused within ${answerMs / 1000} s`, {
    suggestions: [`look at the load of ${host}, then run the same command again`],
  });
