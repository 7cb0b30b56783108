import type {HostName} from '../../core/model/names.js';
import type {DataWipe, ExpectedIdentity, HostReset, ResetResult} from '../../ports/host.js';
import {LIMITS} from './limits.js';
import {assertField, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function wipeData(shell: RemoteShell, {identity, unit, directory, files}: DataWipe): Promise<void> {
  assertField(shell.name, [unit]);
  assertUsable(shell.name, [directory, ...files]);
  await runScript(shell, {
    scripts: ['identity', 'contents', 'wipe-data'],
    title: `wipe ${directory}`,
    changes: true,
    input: [
      identityLine(shell.name, identity),
      `unit\t${unit}\ndirectory\t${directory}\n`,
      ...files.map(file => `file\t${file}\n`),
    ].join(''),
    timeoutMs: LIMITS.wipe,
  });
}

/** Removed are units, paths, interfaces, tables and packages. */
export async function resetHost(shell: RemoteShell, {identity, units, directories}: HostReset): Promise<ResetResult> {
  assertField(shell.name, units);
  assertUsable(shell.name, directories);
  const {stdout} = await runScript(shell, {
    scripts: ['identity', 'owned-list', 'contents', 'packages-record', 'packages-remove', 'reset'],
    title: 'reset',
    changes: true,
    input: [
      identityLine(shell.name, identity),
      ...units.map(unit => `unit\t${unit}\n`),
      ...directories.map(path => `directory\t${path}\n`),
    ].join(''),
    timeoutMs: LIMITS.reset,
  });
  const lines = stdout.toString().split('\n');
  const after = (word: string) =>
    lines.filter(line => line.startsWith(`${word}\t`)).map(line => line.slice(word.length + 1));
  return {removed: after('removed'), keptPackages: after('kept')};
}

/** The line with the expected identity of the host; without it, the host must have none recorded. */
function identityLine(host: HostName, identity: ExpectedIdentity | undefined): string {
  if (identity === undefined) return '';
  assertField(host, [identity.cluster, identity.host]);
  return `identity\t${identity.cluster}\t${identity.host}\n`;
}
