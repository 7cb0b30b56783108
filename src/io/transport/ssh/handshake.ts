import {connect} from 'node:net';
import type {Duplex} from 'node:stream';
import type {HostVerifier} from 'ssh2';
import {Failure} from '../../../core/failure.js';
import {rejectionOf} from '../deadline.js';
import {negotiation} from './algorithm-failure.js';
import {algorithms} from './algorithms.js';
import {type SshConnection, sshConnection} from './connection.js';
import type {ConnectContext} from './context.js';
import {LATE, unreachable} from './errors.js';
import {isProhibited, prohibited, targetOf} from './forward.js';
import type {Hop} from './hop.js';
import {type HostKeyCheck, hostKeyCheck} from './host-key.js';
import {loginOf} from './login.js';
import {proxyStream} from './proxy-command.js';

/** Calls `late` after `ms`, not counting the time while a person is asked. */
export const countdown = (ms: number, late: () => void) => {
  let timer = setTimeout(late, ms);
  let stopped = false;
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
  };
  const pausedFor = async <T>(answer: Promise<T>): Promise<T> => {
    clearTimeout(timer);
    try {
      return await answer;
    } finally {
      if (!stopped) timer = setTimeout(late, ms);
    }
  };
  return {stop, pausedFor};
};

/** A connection without an answer for this time, three times in a row, is lost. */
const KEEPALIVE_MS = 10_000;

/** One connection, ready for commands: the host key was accepted, then the login. */
export const handshake = async (
  hop: Hop,
  via: SshConnection | undefined,
  {pool, secrets, signal, keepaliveMs = KEEPALIVE_MS}: ConnectContext,
): Promise<SshConnection> => {
  const check = await hostKeyCheck(hop, pool);
  const {default: ssh2} = await import('ssh2');
  const socket = await reach(hop, via, signal);
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    const fail = (failure: unknown) => {
      clock.stop();
      signal?.removeEventListener('abort', interrupt);
      reject(failure);
      client.destroy();
      socket.destroy();
    };
    const clock = countdown(hop.timeoutMs, () => fail(unreachable(hop, late(hop))));
    const interrupt = () => fail(interrupted(hop, signal?.reason));
    if (signal?.aborted) return interrupt();
    signal?.addEventListener('abort', interrupt, {once: true});

    const asking = {pool, whileAsking: clock.pausedFor, ...(secrets ? {secrets} : {})};
    const login = loginOf(hop, client, asking, fail);
    const algorithmsOf = negotiation(hop, client);
    client.on('ready', () => {
      clock.stop();
      signal?.removeEventListener('abort', interrupt);
      resolve(sshConnection(hop.label, client));
    });
    client.on(
      'error',
      error =>
        login.isRecoverable(error) ||
        fail(algorithmsOf.failure(error) ?? login.failureFor(error) ?? unreachable(hop, error)),
    );
    client.on('close', () =>
      fail(unreachable(hop, new Error('the server closed the connection during the handshake'))),
    );
    client.connect({
      keepaliveInterval: keepaliveMs,
      keepaliveCountMax: 3,
      sock: socket,
      username: hop.user,
      readyTimeout: 0,
      algorithms: algorithms(check.knownTypes),
      hostVerifier: verifier(check, fail),
      authHandler: login.handler,
      debug: algorithmsOf.debug,
    });
  });
};

/**
 * Judges the host key of the first key exchange. In every later one (RekeyLimit of the server) the key must be the
 * same, and the answer is given before this returns: when ssh2 1.17.0 waits for it while the NEWKEYS of the server
 * arrive, it takes the exchange for finished and writes packets that no server can read ("Bad packet length").
 */
const verifier = (check: HostKeyCheck, fail: (failure: unknown) => void): HostVerifier => {
  let accepted: Buffer | undefined;
  return (key: Buffer, verify: (accepted: boolean) => void) => {
    if (accepted) return verify(accepted.equals(key));
    void check.accept(key).then(
      () => {
        accepted = Buffer.from(key);
        verify(true);
      },
      failure => {
        fail(failure);
        verify(false);
      },
    );
  };
};

const reach = async (hop: Hop, via: SshConnection | undefined, signal: AbortSignal | undefined): Promise<Duplex> => {
  if (hop.proxyCommand !== undefined) return proxyStream(hop.proxyCommand, process.env);
  if (via === undefined) return connect({host: hop.address, port: hop.port, noDelay: true});
  try {
    return await forwarded(hop, via, signal);
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (isProhibited(error)) throw prohibited(via.label, targetOf(hop.address, hop.port), error);
    const {message} = error as Error;
    throw unreachable(hop, new Error(`${via.label} cannot connect to it: ${message}`, {cause: error}));
  }
};

/** Within the time limit of the hop: a jump host that waits for a host that is down answers late. */
const forwarded = async (hop: Hop, via: SshConnection, signal: AbortSignal | undefined): Promise<Duplex> => {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(late(hop)), hop.timeoutMs);
  const interrupt = () => over.abort(interrupted(hop, signal?.reason));
  if (signal?.aborted) interrupt();
  signal?.addEventListener('abort', interrupt, {once: true});
  const opening = via.forward(hop.address, hop.port);
  try {
    return await Promise.race([opening, rejectionOf(over.signal)]);
  } catch (error) {
    opening.then(
      stream => stream.destroy(),
      () => undefined,
    );
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  }
};

const late = ({timeoutMs}: Hop): Error =>
  Object.assign(new Error(`no SSH connection within ${timeoutMs / 1000} s`), {code: LATE});

const interrupted = ({label}: Hop, cause: unknown): Failure =>
  cause instanceof Failure
    ? cause
    : new Failure('interrupted/connect', `${label}: connecting was interrupted`, {
        suggestions: ['run the same command again to resume'],
        cause,
      });
