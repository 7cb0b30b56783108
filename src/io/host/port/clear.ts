import type {HostClearing} from '../../../run/site.js';
import {identityLine} from './identity.js';
import {assertField, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function clearHost(shell: RemoteShell, {identity, unit, directory, files}: HostClearing): Promise<void> {
  assertField(shell.name, [unit]);
  assertUsable(shell.name, [directory, ...files]);
  await runScript(shell, {
    scripts: ['identity', 'clear'],
    title: `clear ${directory}`,
    changes: true,
    input: [
      identityLine(shell.name, identity),
      `unit\t${unit}\ndirectory\t${directory}\n`,
      ...files.map(file => `file\t${file}\n`),
    ].join(''),
    timeoutMs: 120_000,
  });
}
