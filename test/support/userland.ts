import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';

/** Where Debian and Ubuntu put the tools of uutils; another folder with them: UUTILS. */
const FOLDER = process.env.UUTILS ?? '/usr/lib/cargo/bin/coreutils';

/** Older ones, as in Debian 12, read more of a pipe than they were asked for. No distribution has them as its tools. */
const OLDEST = [0, 0, 30];

/** The folder with the tools of uutils, or why there is none. */
export function uutils(): {readonly folder: string} | {readonly why: string} {
  if (!existsSync(`${FOLDER}/stat`)) return {why: `uutils is not installed in ${FOLDER} (package rust-coreutils)`};
  const [version = ''] = /\d+\.\d+\.\d+/.exec(execFileSync(`${FOLDER}/stat`, ['--version'], {encoding: 'utf8'})) ?? [];
  const parts = version.split('.').map(Number);
  const at = OLDEST.findIndex((part, index) => part !== parts[index]);
  if (at !== -1 && (parts[at] ?? 0) < OLDEST[at]!) return {why: `uutils ${version} is older than ${OLDEST.join('.')}`};
  return {folder: FOLDER};
}
