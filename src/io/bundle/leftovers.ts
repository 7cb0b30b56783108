import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {DOWNLOADS} from './download/folder.js';
import {isAbandoned, ownerOfUnfinished} from './unfinished.js';

/** Removes incomplete files of killed runs. Those of running ones stay, and downloads, which are continued. */
export const removeAbandoned = async (directory: string): Promise<void> => {
  const inside = await readdir(directory, {recursive: true}).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const path of inside) {
    const pid = ownerOfUnfinished(path);
    if (pid === undefined || path.startsWith(DOWNLOADS) || !isAbandoned(pid)) continue;
    await rm(join(directory, path), {recursive: true, force: true});
  }
};
