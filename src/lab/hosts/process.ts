import {readFile} from 'node:fs/promises';

/** Identifies a process uniquely: `PID-STARTTIME-BOOT`, the start time in clock ticks since boot. */
export type Identity = string;

/** Whether exactly this process still runs; a zombie does not. */
export const isAlive = async (identity: Identity): Promise<boolean> => {
  const pid = pidOf(identity);
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/^[ZX]/.test(afterName(stat)) && identityFrom(stat, await bootId()) === identity;
};

export const pidOf = (identity: Identity): number => Number(identity.split('-')[0]);

export const ownIdentity = async (): Promise<Identity> =>
  identityFrom(await readFile('/proc/self/stat', 'utf8'), await bootId());

/** Identity from the text of `/proc/PID/stat` and the id of the boot it was read in. */
export const identityFrom = (stat: string, boot: string): Identity =>
  [stat.split(' ')[0], afterName(stat).split(' ')[START_TIME], boot.replaceAll('-', '').slice(0, 8)].join('-');

export const identityOf = async (pid: number): Promise<Identity | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat === undefined ? undefined : identityFrom(stat, await bootId());
};

/** Sends SIGKILL to exactly this process; one that has ended is not an error. */
export const kill = async (identity: Identity): Promise<void> => {
  if (!(await isAlive(identity))) return;
  try {
    process.kill(pidOf(identity), 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Counted from the state, the first field after the name. */
const START_TIME = 19;

/** A process name may contain spaces and parentheses; the fields follow the last parenthesis. */
const afterName = (stat: string): string => stat.slice(stat.lastIndexOf(')') + 2);

const bootId = async (): Promise<string> => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
