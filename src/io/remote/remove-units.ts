import type {UnitRemoval} from '../../ports/host.js';
import {identityLine} from './identity-line.js';
import {LIMITS} from './limits.js';
import {assertField, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function removeUnits(shell: RemoteShell, {identity, units, paths}: UnitRemoval): Promise<void> {
  assertField(shell.name, units);
  assertUsable(shell.name, paths);
  await runScript(shell, {
    scripts: ['identity', 'owned-list', 'owned', 'remove-units'],
    title: `remove ${units.join(', ')}`,
    changes: true,
    input: [
      identityLine(shell.name, identity),
      ...units.map(unit => `unit\t${unit}\n`),
      ...paths.map(path => `path\t${path}\n`),
    ].join(''),
    timeoutMs: LIMITS.units,
  });
}
