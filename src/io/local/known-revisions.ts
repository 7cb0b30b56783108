import {readdir} from 'node:fs/promises';
import {parseSnapshotFileName} from '../../core/snapshots/file-name.js';

/** Revisions in the names of the snapshots in a directory, as decimal text. A directory that cannot be read has none. */
export async function knownRevisions(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.flatMap(name => parseSnapshotFileName(name)?.revision ?? []);
}
