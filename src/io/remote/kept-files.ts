import type {KeptSet} from '../../core/model/kept-files.js';
import {LIMITS} from './limits.js';
import {assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

const call =
  (script: string) =>
  async (shell: RemoteShell, title: string, lines: readonly string[]): Promise<void> => {
    await runScript(shell, {
      scripts: ['kept-files', script],
      title,
      changes: true,
      input: [...lines, ''].join('\n'),
      timeoutMs: LIMITS.put,
    });
  };

const [keep, restore, forget] = [call('keep-files'), call('restore-files'), call('forget-files')];

export async function keepFiles(shell: RemoteShell, set: KeptSet, paths: readonly string[]): Promise<void> {
  assertUsable(shell.name, paths);
  await keep(shell, `keep ${paths.length === 1 ? paths[0]! : `${paths.length} files`}`, [set, ...paths]);
}

export const restoreFiles = (shell: RemoteShell, set: KeptSet): Promise<void> =>
  restore(shell, 'restore the previous files', [set]);

export const forgetFiles = (shell: RemoteShell, set: KeptSet): Promise<void> =>
  forget(shell, 'delete the copies of the previous files', [set]);
