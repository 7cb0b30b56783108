import {connect} from 'node:net';
import {constants, userInfo} from 'node:os';
import type {Duplex, Readable} from 'node:stream';
import {Failure} from '../../core/failure.js';
import {withDeadline} from './deadline.js';
import type {Progress} from './progress.js';
import type {ExecResult, Wire, WireOptions} from './transport.js';
import {writeStdin} from './write-stdin.js';

/** Commands on this machine, as the user who runs quorate. */
export const localWire = (env: NodeJS.ProcessEnv): Wire => ({
  target: 'local',
  user: process.getuid?.() === 0 ? 'root' : userInfo().username,
  exec: (command, options = {}) =>
    withDeadline(command, 'local', options, (cancelled, progress) => run(progress, env, cancelled, options)),
  forward: (address, port) => connected(address, port),
  close: async () => {},
});

const connected = (address: string, port: number): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    // An unfinished connection must not keep the process alive: the caller may have timed out.
    const socket = connect({host: address, port}).unref();
    socket.once('connect', () => resolve(socket.ref()));
    socket.once('error', cause =>
      reject(
        new Failure('hosts/no-forward', `local: cannot connect to ${address}:${port}: ${cause.message}`, {
          suggestions: [`check that a server listens at ${address}:${port} and no firewall blocks it`],
          cause,
        }),
      ),
    );
  });

const run = async (
  {command: {argv, stdin}, onStdout = () => {}, onStderr}: Progress,
  env: NodeJS.ProcessEnv,
  cancelled: AbortSignal,
  {onSent}: WireOptions,
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
    buffer: false,
    // A process group of its own: Ctrl-C reaches only quorate, and a cancellation also the children of the command.
    detached: true,
  });
  const kill = () => endGroup(child.pid);
  cancelled.addEventListener('abort', kill, {once: true});
  try {
    const [stdout, stderr] = [kept(child.stdout, onStdout, cancelled), kept(child.stderr, onStderr, cancelled)];
    const sent = writeStdin(child.stdin, stdin, cancelled).then(onSent);
    const [result] = await Promise.all([child, sent]);
    return answer(file, {...result, stdout: await stdout, stderr: await stderr});
  } catch (error) {
    kill();
    throw error;
  } finally {
    cancelled.removeEventListener('abort', kill);
  }
};

/** All of an output when it has ended. What arrives after `cancelled` has fired is not kept. */
const kept = (output: Readable, heard: (chunk: Buffer) => void, cancelled: AbortSignal): Promise<Buffer> =>
  new Promise(resolve => {
    const chunks: Buffer[] = [];
    output.on('data', (chunk: Buffer) => {
      if (cancelled.aborted) return;
      chunks.push(chunk);
      heard(chunk);
    });
    for (const event of ['end', 'error', 'close']) output.once(event, () => resolve(Buffer.concat(chunks)));
  });

interface Outcome {
  readonly exitCode?: number | undefined;
  readonly signal?: NodeJS.Signals | undefined;
  readonly code?: string | undefined;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** A command that cannot be started has the exit code of a shell: 127 or 126. */
const answer = (file: string, {exitCode, signal, code, stdout, stderr}: Outcome): ExecResult => {
  const ended = (exit: number, errors = stderr.toString()) => ({
    code: exit,
    stdout,
    stderr: errors,
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
    // It has ended already.
  }
};
