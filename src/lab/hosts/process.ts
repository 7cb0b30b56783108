import {readFile} from 'node:fs/promises';

/** A process that cannot be taken for another one: `PID-STARTTIME-BOOT`, the start in clock ticks since boot. */
export type Identity = string;

/** Runs the very process that this identity was taken of? A zombie does not. */
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

/** SIGKILL to the very process; one that has gone in the meantime is fine. */
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

/** A process name may hold spaces and parentheses; what follows the last one is regular. */
const afterName = (stat: string): string => stat.slice(stat.lastIndexOf(')') + 2);

const bootId = async (): Promise<string> => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
