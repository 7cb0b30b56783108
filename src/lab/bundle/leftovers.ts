import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {DOWNLOADS} from '../../io/bundle/download/folder.js';
import {isAbandoned, ownerOfUnfinished} from '../../io/bundle/unfinished.js';

/** The work directory of this process; another build at the same time has its own. */
export const workFolder = (directory: string): string => join(directory, '.work', `${process.pid}`);

/** Removes incomplete files of killed builds; those of a running one stay, and downloads that will be resumed. */
export const removeLeftovers = async (directory: string): Promise<void> => {
  const inside = await readdir(directory, {recursive: true}).catch(absent);
  const unfinished = inside.filter(path => !path.startsWith(DOWNLOADS) && isLeft(ownerOfUnfinished(path)));
  const work = (await readdir(join(directory, '.work')).catch(absent)).filter(pid => isLeft(Number(pid)));
  for (const path of [...unfinished, ...work.map(pid => join('.work', pid))])
    await rm(join(directory, path), {recursive: true, force: true});
};

const isLeft = (pid: number | undefined): boolean => pid !== undefined && isAbandoned(pid);

const absent = (error: NodeJS.ErrnoException): string[] => {
  if (error.code === 'ENOENT') return [];
  throw error;
};
