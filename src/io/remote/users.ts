import {LIMITS} from './limits.js';
import {assertField} from './path.js';
import {type RemoteShell, runScript} from './script.js';

/** Those of /etc/sysusers.d/quorate.conf, which is on the host already. */
export async function createUsers(shell: RemoteShell, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  assertField(shell.name, names);
  await runScript(shell, {
    scripts: ['users'],
    title: 'create users',
    changes: true,
    input: names.map(name => `${name}\n`).join(''),
    timeoutMs: LIMITS.put,
  });
}
