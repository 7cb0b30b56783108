import {randomBytes} from 'node:crypto';
import type {Stats} from 'node:fs';
import {type FileHandle, open, realpath, rename, rm, stat} from 'node:fs/promises';
import {Failure} from '../../core/failure.js';

/**
 * Replaces a file in one step: at any moment it has either the old text or the new one. A link is followed. An existing
 * file keeps its owner and its group.
 * @throws Failure files/owner when the owner would change
 */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const before = await existing(target);
  const temporary = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await writeSynced(temporary, text, async file => {
      const keepsGroup = before === undefined || (await keepOwner(file, before, target));
      // Not by the mode of open(), which the umask restricts. A group that changed gets no access.
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
 * Gives the new file the owner and the group of the old one. False when the group could not be set: a user can set only
 * groups of their own.
 */
async function keepOwner(file: FileHandle, {uid, gid}: Stats, path: string): Promise<boolean> {
  const created = await file.stat();
  if (created.uid === uid && created.gid === gid) return true;
  try {
    await file.chown(uid, gid);
    return true;
  } catch (cause) {
    if (created.uid === uid) return false;
    throw new Failure(
      'files/owner',
      `cannot replace ${path}: it belongs to user ID ${uid}, and its owner would change`,
      {
        suggestions: [`run the same command as user ID ${uid}`],
        cause,
      },
    );
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
