import type {HostReset} from '../../../run/site.js';
import {identityLine} from './identity.js';
import {assertField, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

/** What was removed: units, paths, interfaces, tables. */
export async function resetHost(
  shell: RemoteShell,
  {identity, units, directories}: HostReset,
): Promise<readonly string[]> {
  assertField(shell.name, units);
  assertUsable(shell.name, directories);
  const {stdout} = await runScript(shell, {
    scripts: ['identity', 'owned-list', 'reset'],
    title: 'reset',
    changes: true,
    input: [
      identityLine(shell.name, identity),
      ...units.map(unit => `unit\t${unit}\n`),
      ...directories.map(path => `directory\t${path}\n`),
    ].join(''),
    timeoutMs: 300_000,
  });
  return stdout
    .toString()
    .split('\n')
    .filter(line => line.startsWith('removed\t'))
    .map(line => line.slice('removed\t'.length));
}
