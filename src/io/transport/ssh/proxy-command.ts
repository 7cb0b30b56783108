import {spawn} from 'node:child_process';
import {Duplex} from 'node:stream';
import {printable} from '../printable.js';

/**
 * Runs a ProxyCommand as ssh does, by the shell of the user with `exec`, and gives its input and output as a stream. It
 * has a process group of its own, which ends with the stream: Ctrl-C in the terminal is for quorate, which ends its
 * connections in order. If it fails, the stream ends with an error that has its exit code and what it last wrote to
 * standard error.
 */
export const proxyStream = (command: string, env: NodeJS.ProcessEnv): Duplex => {
  const child = spawn(env.SHELL || '/bin/sh', ['-c', `exec ${command}`], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const {stdin, stdout, stderr} = child;
  let said = '';
  let hasEnded = false;
  const stream = new Duplex({
    read: () => void stdout.resume(),
    write: (chunk, _encoding, done) => void stdin.write(chunk, () => done()),
    final: done => {
      if (child.exitCode !== null || child.signalCode !== null) end(child.pid);
      stdin.end(done);
    },
    destroy: (error, done) => {
      if (!hasEnded) end(child.pid);
      done(error);
    },
  });
  stdin.on('error', () => {});
  stdout.on('data', chunk => {
    if (!stream.push(chunk)) stdout.pause();
  });
  stderr.on('data', chunk => {
    said = `${said}${chunk}`.slice(-KEPT);
  });
  const failed = (how: string) => stream.destroy(new Error(`its ProxyCommand (${printable(command, 200)}) ${how}`));
  // What the command started may live on after it and keep the pipes open.
  child.on('exit', () => stream.writableEnded && end(child.pid));
  child.on('error', error => failed(`cannot be started: ${error.message}`));
  child.on('close', (code, signal) => {
    hasEnded = true;
    if (code === 0 && said === '') stream.push(null);
    else failed(`ended with ${signal ?? `exit code ${code}`}${said === '' ? '' : `: ${printable(said, KEPT)}`}`);
  });
  return stream;
};

/** How much of standard error is kept, in characters. */
const KEPT = 500;

const end = (group: number | undefined): void => {
  try {
    if (group !== undefined) process.kill(-group, 'SIGHUP');
  } catch {
    // It has ended by itself.
  }
};
