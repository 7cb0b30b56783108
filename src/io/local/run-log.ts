import {openSync} from 'node:fs';
import {mkdir, readdir, rm} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {Failure} from '../../core/failure.js';
import type {Finding} from '../../core/model/finding.js';
import {own} from '../../core/own.js';
import {printableJson} from '../../core/printable.js';
import {linesTo} from './lines-to.js';

/** The log of a run, one JSON object a line, readable by its owner only. */
export interface RunLog {
  readonly path: string;
  /** Adds the time to the fields of the entry: host, title, argv, code, ms, … Never throws. */
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
 * @param incomplete see logTo().
 */
export const openRunLog = async (
  directory: string,
  name: string,
  now: () => Date,
  incomplete: (finding: Finding) => void,
): Promise<RunLog> => {
  const stem = `${name.replaceAll(/[^\w.-]/g, '_')}-${compact(now())}`;
  const {path, descriptor} = await created(directory, stem);
  return logTo({path, descriptor}, now, incomplete);
};

/**
 * The log in an open file.
 * @param incomplete is called once, when an entry cannot be written; later ones are tried again.
 */
export const logTo = (
  {path, descriptor}: {readonly path: string; readonly descriptor: number},
  now: () => Date,
  incomplete: (finding: Finding) => void,
): RunLog => {
  const {write, close} = linesTo(
    descriptor,
    once(cause => incomplete(incompleteLog(path, cause))),
  );
  // Synchronous: the log of a killed run is complete.
  return {path, write: entry => write(printableJson({time: now().toISOString(), ...entry})), close};
};

/** The run continues without: what it has started on a host matters more than its log. */
const incompleteLog = (path: string, {code, message}: NodeJS.ErrnoException): Finding => ({
  code: 'log/incomplete',
  level: 'warning',
  message: `the log ${path} is incomplete: ${own(REASONS, code ?? '') ?? message}`,
});

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on device',
  EDQUOT: 'the disk quota is exceeded',
  EIO: 'the disk does not work (input/output error)',
};

const once = <T>(call: (value: T) => void): ((value: T) => void) => {
  let called = false;
  return value => {
    if (called) return;
    called = true;
    call(value);
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
