import {randomBytes} from 'node:crypto';
import {open, realpath, rename, rm} from 'node:fs/promises';

/** Replaces a file in one step; whatever happens, there is the old text or the new one. A link is followed. */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const temporary = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await writeSynced(temporary, text, mode);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, {force: true});
    throw error;
  }
}

async function writeSynced(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    // The umask takes away from what a new file is given.
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
