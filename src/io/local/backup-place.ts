import {lstat, mkdir, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {Failure} from '../../core/failure.js';
import {whyUnreadable} from './unreadable.js';

type Env = Readonly<Record<string, string | undefined>>;

/** `${XDG_STATE_HOME:-~/.local/state}/quorate/backups/<cluster>/<cluster>-<time>.backup`, whose folder is made. */
export async function newBackupPath(env: Env, cluster: string, now: Date): Promise<string> {
  const name = cluster.replaceAll(/[^\w.-]/g, '_');
  const folder = join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'quorate', 'backups', name);
  try {
    await mkdir(folder, {recursive: true, mode: 0o700});
  } catch (cause) {
    throw unwritable(folder, whyUnreadable(cause), cause);
  }
  return join(folder, `${name}-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.backup`);
}

/**
 * Throws a Failure unless a file can be made there without replacing one.
 * @throws Failure 'usage/file-exists', 'backup/unwritable'
 */
export async function assertNewBackup(path: string): Promise<void> {
  const exists = await lstat(path).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new Failure('usage/file-exists', `${path} exists already, and is not overwritten`, {
      suggestions: ['name another file: quorate backup FILE'],
    });
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (folder?.isDirectory() !== true) throw unwritable(path, `there is no directory ${dirname(path)}`);
}

const unwritable = (path: string, why: string, cause?: unknown): Failure =>
  new Failure('backup/unwritable', `cannot write the backup ${path}: ${why}`, {
    suggestions: ['name another file: quorate backup FILE'],
    cause,
  });
