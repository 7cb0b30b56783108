import {randomBytes} from 'node:crypto';
import {hostname, userInfo} from 'node:os';
import {wallClock} from '../clock.js';
import {printable} from '../transport/printable.js';

/** A run that holds the lock of a cluster. */
export interface Holder {
  /** Unique to the run. */
  readonly run: string;
  /** User and machine that started it: "anna@laptop". */
  readonly user: string;
  /** Its process id on that machine. */
  readonly process: number;
  readonly verb: string;
  /** ISO 8601, by the clock of that machine. */
  readonly since: string;
}

/** This process, starting `verb` now. */
export const thisRun = (verb: string): Holder => ({
  run: randomBytes(6).toString('hex'),
  user: `${userInfo().username}@${hostname()}`,
  process: process.pid,
  verb,
  since: wallClock().toISOString(),
});

/** One line of tab-separated fields, as stored on the hosts. */
export const holderLine = (holder: Holder): string =>
  [holder.run, holder.user, String(holder.process), holder.verb, holder.since]
    .map(field => printable(field.replaceAll(/\s/g, ' '), MAX_FIELD))
    .join('\t');

/** Undefined when the line is not one that `holderLine` makes. Its text came from a host: it is shortened and printable. */
export function parseHolder(line: string): Holder | undefined {
  const [run, user, id, verb, since, ...more] = line
    .trimEnd()
    .split('\t')
    .map(field => printable(field, MAX_FIELD));
  if (!run || !user || !id || !verb || !since || more.length > 0) return undefined;
  if (!/^\w+$/.test(run) || !/^\d{1,10}$/.test(id)) return undefined;
  return {run, user, process: Number(id), verb, since};
}

const MAX_FIELD = 120;

/** "anna@laptop (join, PID 4242, since 2026-03-14T15:09:26Z)" */
export const describeHolder = ({user, process: id, verb, since}: Holder): string =>
  `${user} (${verb}, PID ${id}, since ${since.replace(/\.\d+Z$/, 'Z')})`;
