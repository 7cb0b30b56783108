import {connect} from 'node:net';
import type {Duplex} from 'node:stream';
import type {AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware, HostVerifier} from 'ssh2';
import {Failure} from '../../../core/failure.js';
import {algorithms} from './algorithms.js';
import {type SshConnection, sshConnection} from './connection.js';
import type {ConnectContext} from './context.js';
import {type Asking, type Attempts, offers} from './credentials.js';
import {authRefused, LATE, unreachable} from './errors.js';
import type {Hop} from './hop.js';
import {type HostKeyCheck, hostKeyCheck} from './host-key.js';

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
    const login = loginOf(hop, asking, fail);
    client.on('ready', () => {
      clock.stop();
      signal?.removeEventListener('abort', interrupt);
      resolve(sshConnection(hop.label, client));
    });
    client.on('error', error => login.isRecoverable(error) || fail(login.failureFor(error) ?? unreachable(hop, error)));
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
    });
  });
};

const verifier =
  (check: HostKeyCheck, fail: (failure: unknown) => void): HostVerifier =>
  (key: Buffer, verify: (accepted: boolean) => void) =>
    void check.accept(key).then(
      () => verify(true),
      failure => {
        fail(failure);
        verify(false);
      },
    );

const loginOf = (hop: Hop, asking: Asking, fail: (failure: unknown) => void) => {
  const attempts: Attempts = {offered: [], unusable: []};
  const methods = offers(hop, asking, attempts);
  const next = async (left: readonly AuthenticationType[] | null): Promise<AnyAuthMethod | undefined> => {
    if (left && !left.includes('publickey')) {
      fail(authRefused(hop, attempts, `the server only accepts ${left.join(', ')}`));
      return undefined;
    }
    const {value} = await methods.next();
    if (!value) fail(authRefused(hop, attempts, undefined));
    return value || undefined;
  };
  return {
    handler: ((left, _partial, use) =>
      void next(left).then(method => method && use(method), fail)) satisfies AuthHandlerMiddleware,
    /** A key of the agent that cannot sign is skipped. */
    isRecoverable: (error: Error) => (error as {level?: string}).level === 'agent',
    failureFor: (error: Error) =>
      /authentication/i.test(error.message)
        ? authRefused(hop, attempts, `the server answered: ${error.message}`)
        : undefined,
  };
};

const reach = async (hop: Hop, via: SshConnection | undefined): Promise<Duplex> => {
  if (via === undefined) return connect({host: hop.address, port: hop.port, noDelay: true});
  try {
    return await via.forward(hop.address, hop.port);
  } catch (error) {
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
