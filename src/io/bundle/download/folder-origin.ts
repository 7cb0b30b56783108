import {createReadStream} from 'node:fs';
import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {Failure} from '../../../core/failure.js';
import type {Origin} from './origin.js';
import {empty, tooLarge} from './size.js';

/** A folder in the layout of a mirror. @param signal ends reading. */
export const folderOrigin = (folder: string, signal: AbortSignal): Origin => {
  const nameOf = (path: string): string => join(folder, path);
  const sizeOf = async (path: string): Promise<number> => {
    const found = await stat(nameOf(path)).catch((error: unknown) => {
      throw unreadable(nameOf(path), error);
    });
    if (!found.isFile()) throw unreadable(nameOf(path), new Error('it is not a regular file'));
    return found.size;
  };
  return {
    nameOf,
    size: async path => {
      const size = await sizeOf(path);
      if (size === 0) throw empty(nameOf(path));
      return size;
    },
    read: async (path, {most}) => {
      const size = await sizeOf(path);
      if (size > most) throw tooLarge(nameOf(path), most);
      return {body: await readFile(nameOf(path))};
    },
    open: async (path, from) => {
      const total = await sizeOf(path);
      const start = from <= total ? from : 0;
      return {
        from: start,
        total,
        bytes: createReadStream(nameOf(path), {start, highWaterMark: 1 << 20, signal}),
        discard: async () => {},
      };
    },
    requests: () => 0,
    close: async () => {},
  };
};

const unreadable = (file: string, cause: unknown): Failure => {
  const {code, message} = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new Failure('download/not-found', `Reading ${file}: it does not exist`, {
        suggestions: ['add it to the folder, whose top folders are the host names of upstream'],
        cause,
      })
    : new Failure('artifacts/unreadable', `Reading ${file}: ${message}`, {suggestions: [`ls -l ${file}`], cause});
};
