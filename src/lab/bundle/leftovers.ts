import {existsSync} from 'node:fs';
import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';

/** The work directory of this process; another build at the same time has its own. */
export const workFolder = (directory: string): string => join(directory, '.work', `${process.pid}`);

/** A name for an incomplete file of this process, which is renamed when it is complete. */
export const unfinishedName = (path: string): string => `${path}.${process.pid}.part`;

/** Removes incomplete files of killed builds; those of a running one stay. */
export const removeLeftovers = async (directory: string): Promise<void> => {
  const inside = await readdir(directory, {recursive: true}).catch(absent);
  const unfinished = inside.filter(path => isAbandoned(/\.(\d+)\.part$/.exec(path)?.[1]));
  const work = (await readdir(join(directory, '.work')).catch(absent)).filter(isAbandoned);
  for (const path of [...unfinished, ...work.map(pid => join('.work', pid))])
    await rm(join(directory, path), {recursive: true, force: true});
};

const isAbandoned = (pid: string | undefined): boolean => pid !== undefined && !existsSync(`/proc/${pid}`);

const absent = (error: NodeJS.ErrnoException): string[] => {
  if (error.code === 'ENOENT') return [];
  throw error;
};
