import type {HostClearing} from '../../../run/site.js';
import {assertField, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function clearHost(shell: RemoteShell, {unit, directory, file}: HostClearing): Promise<void> {
  assertField(shell.name, [unit]);
  assertUsable(shell.name, [directory, file]);
  await runScript(shell, {
    scripts: ['clear'],
    title: `clear ${directory}`,
    changes: true,
    input: `unit\t${unit}\ndirectory\t${directory}\nfile\t${file}\n`,
    timeoutMs: 120_000,
  });
}
