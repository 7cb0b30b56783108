import {connect} from 'node:net';
import type {Duplex} from 'node:stream';
import type {HostVerifier} from 'ssh2';
import {Failure} from '../../../core/failure.js';
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

const KEEPALIVE = {keepaliveInterval: 10_000, keepaliveCountMax: 3};

/** One connection, ready for commands: the host key was accepted, then the login. */
export const handshake = async (
  hop: Hop,
  via: SshConnection | undefined,
  {pool, secrets, signal}: ConnectContext,
): Promise<SshConnection> => {
  const check = await hostKeyCheck(hop, pool);
  const {default: ssh2} = await import('ssh2');
  const socket = await reach(hop, via);
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
      ...KEEPALIVE,
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

const reach = async (hop: Hop, via: SshConnection | undefined): Promise<Duplex> => {
  if (hop.proxyCommand !== undefined) return proxyStream(hop.proxyCommand, process.env);
  if (via === undefined) return connect({host: hop.address, port: hop.port, noDelay: true});
  try {
    return await via.forward(hop.address, hop.port);
  } catch (error) {
    if (isProhibited(error)) throw prohibited(via.label, targetOf(hop.address, hop.port), error);
    const {message} = error as Error;
    throw unreachable(hop, new Error(`${via.label} cannot connect to it: ${message}`, {cause: error}));
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
