import {closeSync, openSync, writeSync} from 'node:fs';
import {mkdir, readdir, rm} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {Failure} from '../../core/failure.js';

/** The log of a run, one JSON object a line, readable by its owner only. */
export interface RunLog {
  readonly path: string;
  /** Adds the time to the fields of the entry: host, title, argv, code, ms, … */
  readonly write: (entry: object) => void;
  /** Later entries are dropped. */
  readonly close: () => void;
}

/** Number of logs kept in a directory, including the new one. */
const KEPT = 20;

/** `${XDG_STATE_HOME:-~/.local/state}/quorate/logs` */
export const logDirectory = (env: Readonly<Record<string, string | undefined>>): string =>
  join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'quorate', 'logs');

/**
 * Opens `<directory>/<name>-<time>.log` and removes all but the newest logs. Rejects with Failure log/unwritable.
 * @param name "<cluster>-<verb>"
 */
export const openRunLog = async (directory: string, name: string, now: () => Date): Promise<RunLog> => {
  const stem = `${name.replaceAll(/[^\w.-]/g, '_')}-${compact(now())}`;
  const {path, descriptor} = await created(directory, stem);
  let open = true;
  return {
    path,
    // Synchronous: the log of a killed run is complete.
    write: entry => {
      if (open) writeSync(descriptor, `${JSON.stringify({time: now().toISOString(), ...entry})}\n`);
    },
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
};

const created = async (directory: string, stem: string): Promise<{path: string; descriptor: number}> => {
  try {
    await mkdir(directory, {recursive: true, mode: 0o700});
    const log = create(directory, stem);
    await removeAllBut(KEPT, directory);
    return log;
  } catch (cause) {
    throw new Failure('log/unwritable', `cannot write a log in ${directory}: ${(cause as Error).message}`, {
      suggestions: ['set XDG_STATE_HOME to a directory that you can write to, then run the same command again'],
      cause,
    });
  }
};

/** Two runs that start in the same second get a file each. */
const create = (directory: string, stem: string, attempt = 1): {path: string; descriptor: number} => {
  const path = join(directory, `${stem}${attempt === 1 ? '' : `.${attempt}`}.log`);
  try {
    return {path, descriptor: openSync(path, 'ax', 0o600)};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return create(directory, stem, attempt + 1);
    throw error;
  }
};

/** "20260314T150926Z": sorts by time, and is a file name everywhere. */
const compact = (time: Date): string => time.toISOString().replaceAll(/[-:]|\.\d+/g, '');

const removeAllBut = async (kept: number, directory: string): Promise<void> => {
  const logs = (await readdir(directory)).filter(file => TIME.test(file)).sort(byTime);
  await Promise.all(logs.slice(0, -kept).map(file => rm(join(directory, file), {force: true})));
};

const TIME = /-(\d{8}T\d{6}Z)(?:\.\d+)?\.log$/;
const byTime = (a: string, b: string): number => timeOf(a).localeCompare(timeOf(b));
const timeOf = (file: string): string => TIME.exec(file)?.[1] ?? '';
