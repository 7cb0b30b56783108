import {readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {labsDir} from './paths.js';
import {labNames} from './record.js';

/**
 * Every host's service manager, kubelet and runtime watch files, and the kernel counts them all as one user's: the
 * usual 128 watchers are used up by some six hosts, and a kubelet that gets none never becomes Ready.
 */
const ENOUGH = 1024;
const SETTING = '/proc/sys/fs/inotify/max_user_instances';
const before = (): string => join(dirname(labsDir()), 'lab-watches');

/** Raises the machine's limit for as long as there are labs. */
export async function raiseWatches(): Promise<void> {
  const value = (await readFile(SETTING, 'utf8')).trim();
  if (Number(value) >= ENOUGH) return;
  await writeFile(before(), value, {flag: 'wx'}).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await writeFile(SETTING, `${ENOUGH}`);
}

/** Puts the limit back once the last lab is gone. */
export async function restoreWatches(): Promise<void> {
  if ((await labNames()).length > 0) return;
  const value = await readFile(before(), 'utf8').catch(() => undefined);
  if (value === undefined) return;
  await writeFile(SETTING, value);
  await rm(before(), {force: true});
}

/** Asks again until the answer is yes; false when it was still no after `withinMs` milliseconds. */
export const until = async (condition: () => Promise<boolean>, withinMs: number): Promise<boolean> => {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return true;
};
