import type {KeptSet} from '../../core/model/kept-files.js';
import {LIMITS} from './limits.js';
import {assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function keepFiles(shell: RemoteShell, set: KeptSet, paths: readonly string[]): Promise<void> {
  assertUsable(shell.name, paths);
  await runScript(shell, {
    scripts: ['kept-files', 'keep-files'],
    title: `keep ${paths.length === 1 ? paths[0]! : `${paths.length} files`}`,
    changes: true,
    input: [set, ...paths, ''].join('\n'),
    timeoutMs: LIMITS.put,
  });
}

export async function restoreFiles(shell: RemoteShell, set: KeptSet): Promise<void> {
  await runScript(shell, {
    scripts: ['kept-files', 'restore-files'],
    title: 'restore the previous files',
    changes: true,
    input: `${set}\n`,
    timeoutMs: LIMITS.put,
  });
}

export async function forgetFiles(shell: RemoteShell, set: KeptSet): Promise<void> {
  await runScript(shell, {
    scripts: ['kept-files', 'forget-files'],
    title: 'delete the copies of the previous files',
    changes: true,
    input: `${set}\n`,
    timeoutMs: LIMITS.put,
  });
}
