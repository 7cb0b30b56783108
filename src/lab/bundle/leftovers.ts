import {existsSync} from 'node:fs';
import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';

/** Where this process compiles; another build at the same time has its own. */
export const workFolder = (directory: string): string => join(directory, '.work', `${process.pid}`);

/** A name that is this process's until the file is whole and renamed. */
export const unfinishedName = (path: string): string => `${path}.${process.pid}.part`;

/** Removes what builds that were killed had begun; what a running one works on stays. */
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
