import {constants} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {whyUnreadable} from './unreadable.js';

/** Larger files are not what a setting means: certificates and passwords have some kilobytes at most. */
const MOST_BYTES = 1024 * 1024;

type SmallFile = {readonly content: Buffer; readonly mode: number} | {readonly why: string};

/**
 * The content and the permission bits of a regular file of at most 1 MiB, or why there is none: "is not a regular file".
 * A pipe is refused: the file is read several times in a run.
 */
export async function readSmallFile(path: string): Promise<SmallFile> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    return {why: `cannot be read: ${whyUnreadable(cause)}`};
  }
  try {
    const found = await file.stat();
    if (!found.isFile()) return {why: 'is not a regular file'};
    if (found.size > MOST_BYTES) return {why: 'is larger than 1 MiB'};
    return {content: await file.readFile(), mode: found.mode & 0o777};
  } catch (cause) {
    return {why: `cannot be read: ${whyUnreadable(cause)}`};
  } finally {
    await file.close();
  }
}
