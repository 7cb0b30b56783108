import type {HostName} from '../../core/model/names.js';
import type {DataWipe, ExpectedIdentity, HostReset} from '../../ports/host.js';
import {assertField, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function wipeData(shell: RemoteShell, {identity, unit, directory, files}: DataWipe): Promise<void> {
  assertField(shell.name, [unit]);
  assertUsable(shell.name, [directory, ...files]);
  await runScript(shell, {
    scripts: ['identity', 'wipe-data'],
    title: `wipe ${directory}`,
    changes: true,
    input: [
      identityLine(shell.name, identity),
      `unit\t${unit}\ndirectory\t${directory}\n`,
      ...files.map(file => `file\t${file}\n`),
    ].join(''),
    timeoutMs: 120_000,
  });
}

/** Returns what was removed: units, paths, interfaces, tables. */
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

/** The line with the expected identity of the host; without it, the host must have none recorded. */
function identityLine(host: HostName, identity: ExpectedIdentity | undefined): string {
  if (identity === undefined) return '';
  assertField(host, [identity.cluster, identity.host]);
  return `identity\t${identity.cluster}\t${identity.host}\n`;
}
