import {assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

/** undefined when the file does not exist; a file that cannot be read is a Failure. */
export async function readFrom(shell: RemoteShell, path: string): Promise<Buffer | undefined> {
  assertUsable(shell.name, [path]);
  const {code, stdout} = await runScript(shell, {
    scripts: ['read'],
    title: `read ${path}`,
    changes: false,
    secret: true,
    input: `${path}\n`,
    answers: [ABSENT],
    timeoutMs: 60_000,
  });
  return code === ABSENT ? undefined : stdout;
}

const ABSENT = 44;
