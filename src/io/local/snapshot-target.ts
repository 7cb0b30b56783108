import {lstat, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Failure} from '../../core/failure.js';

/**
 * Throws a Failure unless a file can be made there without replacing one.
 * @throws Failure 'usage/file-exists', 'etcd/snapshot-failed'
 */
export async function assertNewFile(path: string): Promise<void> {
  for (const each of [path, `${path}.json`])
    if (
      await lstat(each).then(
        () => true,
        () => false,
      )
    )
      throw new Failure('usage/file-exists', `${each} exists already, and is not overwritten`, {
        suggestions: ['name another file: quorate etcd snapshot save FILE'],
      });
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (folder?.isDirectory() !== true)
    throw new Failure('etcd/snapshot-failed', `${path} cannot be made: there is no directory ${dirname(path)}`, {
      suggestions: [`mkdir -p ${dirname(path)}`, 'then run the same command again'],
    });
}
