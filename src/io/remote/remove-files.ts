import type {FileRemoval} from '../../ports/host.js';
import {identityLine} from './identity-line.js';
import {LIMITS} from './limits.js';
import {assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function removeFiles(shell: RemoteShell, {identity, paths}: FileRemoval): Promise<void> {
  assertUsable(shell.name, paths);
  await runScript(shell, {
    scripts: ['identity', 'owned-list', 'owned', 'remove-files'],
    title: `delete ${paths.join(', ')}`,
    changes: true,
    input: [identityLine(shell.name, identity), ...paths.map(path => `path\t${path}\n`)].join(''),
    timeoutMs: LIMITS.units,
  });
}
