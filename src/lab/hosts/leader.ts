import {readFile} from 'node:fs/promises';
import type {HostPaths} from './paths.js';
import {type Identity, identityFrom, identityOf, isAlive, pidOf} from './process.js';

/** The process of a host that is powered on; it starts the host again when it reboots. */
export const supervisor = async (host: HostPaths): Promise<Identity | undefined> => {
  const [stat, boot] = (await readFile(host.process, 'utf8').catch(() => '')).split('\n');
  if (!stat || !boot) return undefined;
  const identity = identityFrom(stat, boot);
  return (await isAlive(identity)) ? identity : undefined;
};

/** Process 1 of a host, by its ID on this machine; undefined while the host is off or has not started it. */
export const leader = async (host: HostPaths): Promise<Identity | undefined> => {
  const last = (await lineage(host)).at(-1);
  return last !== undefined && (await isProcessOne(pidOf(last))) ? last : undefined;
};

/** The processes from the supervisor down to process 1, as far as they exist. */
export const lineage = async (host: HostPaths): Promise<readonly Identity[]> => {
  const line: Identity[] = [];
  let next = await supervisor(host);
  while (next !== undefined) {
    line.push(next);
    next = (await isProcessOne(pidOf(next))) ? undefined : await childOf(pidOf(next));
  }
  return line;
};

/** The child that is process 1 of the host, or that starts it. */
const childOf = async (pid: number): Promise<Identity | undefined> => {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => ''))
    .split(' ')
    .filter(Boolean);
  for (const child of children) if (await isProcessOne(Number(child))) return identityOf(Number(child));
  return children[0] === undefined ? undefined : identityOf(Number(children[0]));
};

const isProcessOne = async (pid: number): Promise<boolean> =>
  /^NSpid:(\t\d+)+\t1$/m.test(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''));
