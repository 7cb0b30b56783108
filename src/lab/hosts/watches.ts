import {readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {labsDir} from './paths.js';
import {labNames} from './record.js';

/**
 * The service managers, kubelets and runtimes of all hosts watch files, and the kernel counts them for one user: about
 * six hosts use up the default of 128 watchers, and a kubelet without one does not become Ready.
 */
const ENOUGH = 1024;
const SETTING = '/proc/sys/fs/inotify/max_user_instances';
const before = (): string => join(dirname(labsDir()), 'lab-watches');

/** Raises the limit of this machine while there are labs. */
export async function raiseWatches(): Promise<void> {
  const value = (await readFile(SETTING, 'utf8')).trim();
  if (Number(value) >= ENOUGH) return;
  await writeFile(before(), value, {flag: 'wx'}).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await writeFile(SETTING, `${ENOUGH}`);
}

/** Restores the limit when the last lab is removed. */
export async function restoreWatches(): Promise<void> {
  if ((await labNames()).length > 0) return;
  const value = await readFile(before(), 'utf8').catch(() => undefined);
  if (value === undefined) return;
  await writeFile(SETTING, value);
  await rm(before(), {force: true});
}

/** Polls until the condition holds; false when it does not within `withinMs` milliseconds. */
export const until = async (condition: () => Promise<boolean>, withinMs: number): Promise<boolean> => {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return true;
};
