import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {removeAbandoned} from '../../io/bundle/leftovers.js';
import {isAbandoned} from '../../io/bundle/unfinished.js';

/** The work directory of this process; another build at the same time has its own. */
export const workFolder = (directory: string): string => join(directory, '.work', `${process.pid}`);

/** Removes incomplete files of killed builds; those of a running one stay. */
export const removeLeftovers = async (directory: string): Promise<void> => {
  await removeAbandoned(directory);
  const work = await readdir(join(directory, '.work')).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const pid of work.filter(each => isAbandoned(Number(each))))
    await rm(join(directory, '.work', pid), {recursive: true, force: true});
};
