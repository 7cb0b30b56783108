import {randomInt} from 'node:crypto';
import {setTimeout as pause} from 'node:timers/promises';
import pLimit from 'p-limit';
import type {Failure} from '../../../core/failure.js';
import type {ConnectContext} from '../ssh/context.js';
import type {ControlDirectory} from './directory.js';
import {connectFailure, isForPerson, type Said, wasDropped} from './failures.js';
import {interrupted} from './interrupted.js';
import {type Keeper, keep} from './keeper.js';
import {quietOptions} from './settings.js';

interface Connecting extends Pick<ConnectContext, 'pool' | 'signal'> {
  readonly env: NodeJS.ProcessEnv;
  /** Whether ssh can ask a person. */
  readonly terminal: boolean;
  readonly directory: ControlDirectory;
  readonly label: string;
  /** The command of a person, for messages. */
  readonly byHand: string;
  /** Milliseconds that connecting may take without what a person does. */
  readonly timeoutMs: number;
  /** All words but those of the attempt. */
  readonly words: readonly string[];
}

/**
 * Connects without questions first, several hosts at a time. If that is refused for want of an answer and there is a
 * terminal, it connects again, and ssh asks; one host at a time, so that questions do not mix.
 */
export const connected = async (connecting: Connecting): Promise<Keeper> => {
  const quiet = await withoutQuestions(connecting);
  if (quiet.keeper) return quiet.keeper;
  if (!connecting.terminal || !isForPerson(quiet.said)) throw failure(connecting, quiet.said);
  const asked = await terminalTurns(() => attempt(connecting, true));
  if (asked.keeper) return asked.keeper;
  throw failure(connecting, asked.said.own === '' ? quiet.said : asked.said);
};

/** This process has one terminal. */
const terminalTurns = pLimit(1);

/** As quorate's own client: connections that a busy server drops are retried with increasing pauses. */
const TRIES = 6;
const FIRST_PAUSE_MS = 100;

const withoutQuestions = async (connecting: Connecting): Promise<Attempt> => {
  for (let number = 1; ; number++) {
    const tried = await connecting.pool.handshake('openssh', () => attempt(connecting, false));
    if (tried.keeper || !wasDropped(tried.said) || number === TRIES) return tried;
    const longest = FIRST_PAUSE_MS * 2 ** number;
    // When it is interrupted, so is the next attempt.
    await pause(randomInt(longest / 2, longest), undefined, connecting.signal ? {signal: connecting.signal} : {}).catch(
      () => {},
    );
  }
};

interface Attempt {
  /** Undefined: ssh ended. */
  readonly keeper?: Keeper;
  readonly said: Said;
}

/** How long a server waits for a login by default (LoginGraceTime). */
const PERSON_MS = 120_000;

const attempt = async (
  {words, env, terminal, directory, signal, timeoutMs, label, byHand}: Connecting,
  asking: boolean,
): Promise<Attempt> => {
  if (signal?.aborted) throw interrupted(label, signal.reason);
  const keeper = await keep([...(asking ? [] : quietOptions(terminal)), ...words], {
    env,
    log: directory.log,
    asking,
  });
  const late = new AbortController();
  const limitMs = timeoutMs + (asking ? PERSON_MS : 0);
  const timer = setTimeout(() => late.abort(), limitMs);
  const stop = () => keeper.stop();
  late.signal.addEventListener('abort', stop);
  signal?.addEventListener('abort', stop, {once: true});
  try {
    if (await keeper.connected) return {keeper, said: {own: '', others: ''}};
    const said = await keeper.ended;
    signal?.throwIfAborted();
    if (!late.signal.aborted) return {said};
    throw connectFailure({label, byHand, said}, `no SSH connection within ${limitMs / 1000} s`);
  } catch (error) {
    throw signal?.aborted ? interrupted(label, signal.reason) : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
};

const failure = ({label, byHand}: Connecting, said: Said): Failure => connectFailure({label, said, byHand});
