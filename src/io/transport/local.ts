import {connect} from 'node:net';
import {constants, userInfo} from 'node:os';
import type {Duplex} from 'node:stream';
import {Failure} from '../../core/failure.js';
import {withDeadline} from './deadline.js';
import type {Command, ExecResult, Wire, WireOptions} from './transport.js';
import {feed} from './write-stdin.js';

/** Commands on this machine, as the user who runs quorate. */
export const localWire = (env: NodeJS.ProcessEnv): Wire => ({
  target: 'local',
  user: process.getuid?.() === 0 ? 'root' : userInfo().username,
  exec: (command, options = {}) =>
    withDeadline(command, 'local', options, cancelled => run(command, env, cancelled, options)),
  forward: (address, port) => connected(address, port),
  close: async () => {},
});

const connected = (address: string, port: number): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    // Until it is there it keeps no process alive: whoever asked may have given up long ago.
    const socket = connect({host: address, port}).unref();
    socket.once('connect', () => resolve(socket.ref()));
    socket.once('error', cause =>
      reject(new Failure('hosts/no-forward', `local: cannot reach ${address}:${port}: ${cause.message}`, {cause})),
    );
  });

const run = async (
  {argv, stdin}: Command,
  env: NodeJS.ProcessEnv,
  cancelled: AbortSignal,
  {onSent, onStdout}: WireOptions,
): Promise<ExecResult> => {
  const {execa} = await import('execa');
  cancelled.throwIfAborted();
  const [file = '', ...args] = argv;
  const child = execa(file, args, {
    env,
    extendEnv: false,
    encoding: 'buffer',
    reject: false,
    stripFinalNewline: false,
    maxBuffer: Number.POSITIVE_INFINITY,
    // A process group of its own: Ctrl-C reaches quorate alone, and giving up reaches the command's children too.
    detached: true,
  });
  const kill = () => endGroup(child.pid);
  cancelled.addEventListener('abort', kill, {once: true});
  try {
    if (onStdout) child.stdout.on('data', onStdout);
    const sent = feed(child.stdin, stdin, cancelled).then(onSent);
    const [result] = await Promise.all([child, sent]);
    return answer(file, result);
  } catch (error) {
    kill();
    throw error;
  } finally {
    cancelled.removeEventListener('abort', kill);
  }
};

interface Outcome {
  readonly exitCode?: number | undefined;
  readonly signal?: NodeJS.Signals | undefined;
  readonly code?: string | undefined;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** A command that cannot be started answers as a shell would: 127 or 126. */
const answer = (file: string, {exitCode, signal, code, stdout, stderr}: Outcome): ExecResult => {
  const ended = (exit: number, words = Buffer.from(stderr).toString()) => ({
    code: exit,
    stdout: Buffer.from(stdout),
    stderr: words,
  });
  if (exitCode !== undefined) return ended(exitCode);
  if (signal !== undefined) return ended(128 + constants.signals[signal]);
  if (code === 'ENOENT') return ended(127, `${file}: not found\n`);
  return ended(126, `${file}: cannot be run (${code ?? 'unknown reason'})\n`);
};

const endGroup = (pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
};
