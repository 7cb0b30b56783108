import {constants} from 'node:fs';
import {access} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Bundle} from '../../core/artifacts/bundle.js';
import {manifestOf, manifestText} from '../../core/artifacts/lock.js';
import {parseBundle} from '../../core/artifacts/parse-manifest.js';
import {Failure} from '../../core/failure.js';
import {sha256} from '../../core/model/digest.js';
import {replaceFile} from '../local/replace-file.js';
import {type LockWanted, lockCommand} from './fetch-command.js';
import {manifestIn, readText} from './manifest.js';
import {refuseWritableByOthers} from './permissions.js';
import {unwritable} from './unfinished.js';

/**
 * The checked lock file. One that is pinned by its digest may be writable by others: what they change is refused.
 * @param pinned the digest that the file must have.
 * @param wanted for the command that writes it.
 * @throws Failure artifacts/no-lock, artifacts/unreadable, artifacts/lock-digest, artifacts/bad-manifest,
 * artifacts/writable-by-others
 */
export const readLock = async (path: string, pinned?: string, wanted: LockWanted = {}): Promise<Bundle> => {
  const write = lockCommand(path, wanted);
  const text = await readText(path, cause => noLock(path, write, cause));
  if (pinned === undefined) await refuseWritableByOthers(path);
  const digest = sha256(text);
  if (pinned !== undefined && pinned !== digest)
    throw new Failure(
      'artifacts/lock-digest',
      `Reading ${path}: its SHA-256 digest is ${digest}, and spec.artifacts.lockSha256 is ${pinned}`,
      {suggestions: [`compare it with its last reviewed state: git diff ${path}`]},
    );
  return manifestIn(text, path, 'Lock', [
    `restore it from version control: git checkout ${path}`,
    `or delete it, and write it again: ${write}`,
  ]);
};

/** The lock file, or an empty lock if there is none. @throws Failure as readLock() */
export const lockBefore = async (path: string, wanted?: LockWanted): Promise<Bundle> => {
  try {
    return await readLock(path, undefined, wanted);
  } catch (error) {
    if (error instanceof Failure && error.code === 'artifacts/no-lock') return manifestOf('Lock', []);
    throw error;
  }
};

/**
 * Replaces it in one step, unless it is the same already. What could not be read again is not written.
 * @throws Failure artifacts/unwritable
 */
export const writeLock = async (path: string, before: Bundle, lock: Bundle): Promise<void> => {
  const text = manifestText(lock);
  if (before.artifacts.length > 0 && manifestText(before) === text) return;
  try {
    refuseUnreadable(path, text);
    await replaceFile(path, text, 0o644);
  } catch (error) {
    throw unwritable(path, error);
  }
};

/** Refuses a place that cannot be written to, before anything is downloaded. @throws Failure artifacts/unwritable */
export const refuseUnwritable = async (path: string): Promise<void> => {
  try {
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
};

const refuseUnreadable = (path: string, text: string): void => {
  const parsed = parseBundle(JSON.parse(text));
  if ('artifacts' in parsed) return;
  const problems = parsed.map(({message}) => `  ${message}`).join('\n');
  throw new Error(`The lock file ${path} is not written, because it would not be valid:\n${problems}`);
};

const noLock = (path: string, write: string, cause: unknown): Failure =>
  new Failure('artifacts/no-lock', `no lock file found at ${path}`, {
    suggestions: [write],
    cause,
  });
