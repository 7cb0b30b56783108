import {randomBytes} from 'node:crypto';
import type {Stats} from 'node:fs';
import {type FileHandle, open, realpath, rename, rm, stat} from 'node:fs/promises';
import {Failure} from '../../core/failure.js';

/**
 * Replaces a file in one step; whatever happens, there is the old text or the new one. A link is followed. A file that
 * is there keeps its owner and its group.
 * @throws Failure files/owner when it would get another owner
 */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const before = await existing(target);
  const temporary = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await writeSynced(temporary, text, async file => {
      const keepsGroup = before === undefined || (await keepOwner(file, before, target));
      // The umask takes away from what a new file is given. A group that is not the old one is given nothing.
      await file.chmod(keepsGroup ? mode : mode & ~0o070);
    });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, {force: true});
    throw error;
  }
}

async function existing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Gives the new file the owner and the group of the old one. False where the group stays another: a user may set only
 * a group they are in.
 */
async function keepOwner(file: FileHandle, {uid, gid}: Stats, path: string): Promise<boolean> {
  const made = await file.stat();
  if (made.uid === uid && made.gid === gid) return true;
  try {
    await file.chown(uid, gid);
    return true;
  } catch (cause) {
    if (made.uid === uid) return false;
    throw new Failure('files/owner', `${path} belongs to the user with id ${uid}, and would be taken from them`, {
      suggestions: ['run the command as that user'],
      cause,
    });
  }
}

/** @param prepare gives the file its owner and mode while it is still empty. */
async function writeSynced(path: string, text: string, prepare: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await prepare(file);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
