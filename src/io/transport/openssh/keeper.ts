import {open} from 'node:fs/promises';
import {clientMissing, type Said} from './failures.js';
import {killGroup} from './group.js';
import {CONNECTED} from './settings.js';

/** An ssh that connects, and then keeps the connection until it is stopped or this process ends. */
export interface Keeper {
  /** True when it is connected; false when it ended before. */
  readonly connected: Promise<boolean>;
  /** Resolves with what was printed, when ssh has ended. */
  readonly ended: Promise<Said>;
  stop(): void;
}

interface KeeperOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Where ssh writes its own messages, apart from those of the server and of other programs. */
  readonly log: string;
  /** ssh and what it runs may ask on the terminal, and show there what a person is to see. */
  readonly asking: boolean;
}

/**
 * A shell starts ssh and ends it when its input ends, so that no connection is left behind by a quorate that was killed.
 * Ctrl-C is for quorate alone.
 */
const KEEP = `trap '' INT QUIT HUP
exec 3<&0
"$@" 3<&- </dev/null &
master=$!
# The shell itself has nothing to say.
exec 2>/dev/null
{ read -r end; kill "$master"; } <&3 >/dev/null &
watcher=$!
wait "$master"
code=$?
kill "$watcher"
exit "$code"`;

const MAX_SAID = 64 * 1024;
const STOP_MS = 1000;

/** A program that the shell cannot find or run. */
const NOT_RUN = [126, 127];

export const keep = async (words: readonly string[], {env, log, asking}: KeeperOptions): Promise<Keeper> => {
  const {execa} = await import('execa');
  // Read through this handle: the file is removed while ssh runs.
  const messages = await open(log, 'w+', 0o600);
  const child = execa('sh', ['-c', KEEP, 'quorate', 'ssh', '-E', log, ...words], {
    env: {...withShell(env), LC_ALL: 'C', ...(asking ? {} : {SSH_ASKPASS_REQUIRE: 'never'})},
    extendEnv: false,
    reject: false,
    buffer: false,
    // A session of its own has no terminal, so that neither ssh nor what it runs can ask there.
    detached: !asking,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: asking ? 'inherit' : 'pipe',
  });
  let others = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (others.length < MAX_SAID) others += chunk.toString();
  });
  child.stdin.on('error', () => {});
  const closed = child
    .then(async ({exitCode}) => {
      if (exitCode !== undefined && NOT_RUN.includes(exitCode)) throw clientMissing(`exit code ${exitCode}`);
      const {buffer, bytesRead} = await messages.read(Buffer.alloc(MAX_SAID), 0, MAX_SAID, 0);
      return {own: buffer.toString('utf8', 0, bytesRead).trim(), others: others.trim()};
    })
    .finally(() => messages.close());
  const connected = new Promise<boolean>((resolve, reject) => {
    let heading = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (heading.length < MAX_SAID) heading += chunk.toString();
      if (heading.includes(`${CONNECTED}\n`)) resolve(true);
    });
    closed.then(() => resolve(false), reject);
  });
  closed.catch(() => {});
  return {
    connected,
    ended: closed,
    stop: () => {
      child.stdin.end();
      const timer = setTimeout(() => (asking ? child.kill('SIGKILL') : killGroup(child.pid)), STOP_MS);
      child.finally(() => clearTimeout(timer)).catch(() => {});
    },
  };
};

/** ssh gives the commands of its configuration to $SHELL, which the user of a service may not have. */
const withShell = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  /\/(?:nologin|false)$/.test(env.SHELL ?? '') ? {...env, SHELL: '/bin/sh'} : env;
