import {constants} from 'node:os';
import type {ClientChannel} from 'ssh2';
import {Failure} from '../../../core/failure.js';
import {anySignal} from '../any-signal.js';
import {rejectionOf, withDeadline} from '../deadline.js';
import type {Progress} from '../progress.js';
import {quote} from '../quote.js';
import type {Command, ExecResult, WireOptions} from '../transport.js';
import {writeStdin} from '../write-stdin.js';
import type {SshConnection} from './connection.js';
import {isRefused} from './sessions.js';

/** Runs one command in a session of its own. */
export const execOver = (connection: SshConnection, command: Command, options: WireOptions): Promise<ExecResult> =>
  withDeadline(command, connection.label, options, async (cancelled, progress) => {
    const {signal: over, forget} = anySignal([cancelled, connection.lost]);
    const overWith = rejectionOf(over).catch((reason: unknown) => {
      throw reason instanceof Failure ? reason : lostDuring(connection, command, reason);
    });
    try {
      return await Promise.race([run(connection, progress, over, options), overWith]);
    } finally {
      forget();
    }
  });

const run = async (
  connection: SshConnection,
  progress: Progress,
  over: AbortSignal,
  {onSent}: WireOptions,
): Promise<ExecResult> => {
  const {command} = progress;
  const channel = await opened(connection, command, over);
  const stop = () => abandon(channel);
  if (over.aborted) stop();
  over.addEventListener('abort', stop, {once: true});
  try {
    const sent = writeStdin(channel, command.stdin, over).then(() => onSent && connection.received().then(onSent));
    const [answer] = await Promise.all([answerOf(channel, progress, over), sent]);
    return answer ?? Promise.reject(lostDuring(connection, command, new Error('it ended without an exit status')));
  } catch (error) {
    stop();
    throw error;
  } finally {
    over.removeEventListener('abort', stop);
  }
};

const opened = async (connection: SshConnection, command: Command, over: AbortSignal): Promise<ClientChannel> => {
  const commandLine = quote(command.argv);
  try {
    return await connection.sessions.open(commandLine, over, command.endless);
  } catch (error) {
    throw isRefused(error) ? notOpened(connection, command, error) : lostDuring(connection, command, error);
  }
};

/** Undefined when the session ended without an exit status. What arrives after `over` has fired is not kept. */
const answerOf = (
  channel: ClientChannel,
  {onStdout = () => {}, onStderr}: Progress,
  over: AbortSignal,
): Promise<ExecResult | undefined> =>
  new Promise(resolve => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let code: number | undefined;
    let open = 3;
    const ended = () => {
      if (--open > 0) return;
      resolve(
        code === undefined
          ? undefined
          : {code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString()},
      );
    };
    const keep = (chunks: Buffer[], heard: (chunk: Buffer) => void) => (chunk: Buffer) => {
      if (over.aborted) return;
      chunks.push(chunk);
      heard(chunk);
    };
    channel.on('data', keep(stdout, onStdout)).on('end', ended);
    channel.stderr.on('data', keep(stderr, onStderr)).on('end', ended);
    // Not 'exit': it may arrive in the packet that opens the session, before there is a listener.
    channel.on('close', (status?: number | null, signal?: NodeJS.Signals) => {
      code = status ?? (signal && 128 + (constants.signals[signal] ?? 0));
      ended();
    });
  });

const notOpened = ({label}: SshConnection, {title}: Command, cause: Error): Failure =>
  new Failure('hosts/no-session', `${label}: the server opened no session for "${title}": ${cause.message}`, {
    suggestions: [
      'set MaxSessions to 10 in its sshd_config and reload it: systemctl reload ssh.service (sshd.service on some systems)',
      'then run the same command again',
    ],
    cause,
  });

const lostDuring = ({label}: SshConnection, {title}: Command, cause: unknown): Failure =>
  new Failure(
    'hosts/connection-lost',
    `${label}: the connection was lost during "${title}" (${cause instanceof Error ? cause.message : cause}); it is unknown whether it took effect`,
    {suggestions: ['run the same command again: it reads the state first and continues from there'], cause},
  );

/**
 * Closes the session of a command and asks the server to end it: OpenSSH forwards signals since 7.9. An older server
 * closes the input and output of the command.
 */
const abandon = (channel: ClientChannel): void => {
  const {outgoing, _client} = channel as unknown as Internals;
  // channel.signal() does nothing after the end of input, although the protocol allows signals until the close.
  if (outgoing.state === 'open' || outgoing.state === 'eof') _client._protocol.signal(outgoing.id, 'TERM');
  channel.close();
};

interface Internals {
  readonly outgoing: {readonly id: number; readonly state: 'open' | 'eof' | 'closing' | 'closed'};
  readonly _client: {readonly _protocol: {signal(channel: number, name: string): void}};
}
