import {mkdir, rename, rm, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Failure} from '../../core/failure.js';

/** A name for an incomplete file of this process, which is renamed when it is complete. */
export const unfinishedName = (path: string): string => `${path}.${process.pid}.part`;

/** The process that an incomplete file belongs to, by its name. */
export const ownerOfUnfinished = (path: string): number | undefined => {
  const pid = /\.(\d+)\.part$/.exec(path)?.[1];
  return pid === undefined ? undefined : Number(pid);
};

/** Whether a process ended. Its files are left for this one then. */
export const isAbandoned = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
};

/** Directories for a file. Whatever the umask: only their owner can write to them. */
export const makeParents = async (path: string): Promise<void> => {
  await mkdir(dirname(path), {recursive: true, mode: 0o755});
};

/** Written under another name first, so that the file is complete whenever it exists. Only its owner can write to it. */
export const writeAtomically = async (path: string, text: string): Promise<void> => {
  const unfinished = unfinishedName(path);
  await makeParents(path);
  await writeFile(unfinished, text, {flush: true, mode: 0o644});
  await rename(unfinished, path);
};

/** Runs something that writes; on failure removes an unfinished file. @throws Failure artifacts/unwritable */
export const writing = async <T>(path: string, unfinished: string, write: () => Promise<T>): Promise<T> => {
  try {
    return await write();
  } catch (error) {
    await rm(unfinished, {force: true}).catch(() => {});
    throw unwritable(path, error);
  }
};

/** An error of the file system as a Failure; any other error as it is. */
export const unwritable = (path: string, error: unknown): unknown => {
  const {code, message, syscall} = error as NodeJS.ErrnoException;
  if (error instanceof Failure || code === undefined || syscall === undefined || !DISK_ERRORS.has(code)) return error;
  return new Failure('artifacts/unwritable', `Writing ${path}: ${message}`, {
    suggestions: [code === 'ENOSPC' || code === 'EDQUOT' ? `df -h ${dirname(path)}` : `ls -ld ${dirname(path)}`],
    cause: error,
  });
};

const DISK_ERRORS: ReadonlySet<string> = new Set(
  'ENOENT EACCES EPERM EROFS ENOSPC EDQUOT ENOTDIR EISDIR EEXIST ENAMETOOLONG EIO EFBIG'.split(' '),
);
