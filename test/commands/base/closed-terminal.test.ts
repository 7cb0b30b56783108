import {execFile, spawnSync} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {writeFakeBundle} from '../../support/fake-bundle.js';

const run = promisify(execFile);
const hasPython = spawnSync('python3', ['-c', 'import pty']).status === 0;
const title = hasPython ? '' : ' (skipped: python3 is missing)';

/** Starts a command on a terminal of its own, closes the terminal after the text, and prints how the command ended. */
const CLOSE_TERMINAL = `
import os, pty, sys
text, command = sys.argv[1].encode(), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen = b''
while text not in seen:
    seen += os.read(terminal, 4096)
os.close(terminal)
status = os.waitpid(pid, 0)[1]
print('signal %d' % os.WTERMSIG(status) if os.WIFSIGNALED(status) else 'exit code %d' % os.WEXITSTATUS(status))
`;

test.skipIf(!hasPython)(
  `a command whose terminal is closed ends with an exit code, and not by a signal${title}`,
  async () => {
    const bundle = await mkdtemp(join(tmpdir(), 'quorate-terminal-'));
    try {
      await writeFakeBundle(bundle, {arches: ['amd64'], size: 100});
      const command = ['bin/run.js', 'bundle', 'serve', '--bundle', bundle, '--listen', '127.0.0.1:0'];
      const {stdout} = await run('python3', ['-c', CLOSE_TERMINAL, 'Only this machine', process.execPath, ...command], {
        env: {...process.env, TERM: 'xterm'},
      });
      expect(stdout.trim()).toMatch(/^exit code (?:0|130)$/);
    } finally {
      await rm(bundle, {recursive: true});
    }
  },
);
