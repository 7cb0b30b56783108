import type {DataWipe, HostReset, Kept, ResetResult} from '../../ports/host.js';
import {printable} from '../transport/printable.js';
import {identityLine} from './identity-line.js';
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

/** Removed are units, paths, interfaces, tables, chains, settings of the kernel and packages. */
export async function resetHost(
  shell: RemoteShell,
  {identity, units, directories, deleteEdited}: HostReset,
): Promise<ResetResult> {
  assertField(shell.name, units);
  assertUsable(shell.name, directories);
  const {stdout} = await runScript(shell, {
    scripts: [
      ...['identity', 'owned-list', 'contents', 'packages-record', 'packages-remove', 'kept'],
      ...['reset-network', 'reset-cgroups', 'reset-kernel', 'reset-users', 'reset'],
    ],
    title: 'reset',
    changes: true,
    input: [
      identityLine(shell.name, identity),
      ...units.map(unit => `unit\t${unit}\n`),
      ...directories.map(path => `directory\t${path}\n`),
      deleteEdited ? 'delete-edited\n' : '',
    ].join(''),
    timeoutMs: LIMITS.reset,
  });
  const after = words(stdout);
  return {
    removed: after('removed'),
    keptPackages: after('kept'),
    keptUsers: after('kept-user'),
    loadedModules: after('loaded'),
    keptRules: after('kept-rules'),
    ...keptIn(after),
  };
}

/** Reads only. */
export async function previewReset(shell: RemoteShell): Promise<Kept> {
  const {stdout} = await runScript(shell, {
    scripts: ['owned-list', 'kept', 'reset-preview'],
    title: 'list what a reset keeps',
    changes: false,
    input: '',
    timeoutMs: LIMITS.facts,
  });
  return keptIn(words(stdout));
}

type After = (word: string) => readonly string[];

const keptIn = (after: After): Kept => ({edited: after('edited'), foreign: after('foreign')});

/** What follows a word on its lines. Names of files may have any characters. */
function words(stdout: Buffer): After {
  const lines = stdout.toString().split('\n');
  return word =>
    lines.filter(line => line.startsWith(`${word}\t`)).map(line => printable(line.slice(word.length + 1), 500));
}
