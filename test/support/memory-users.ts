import type {MemoryDisk} from './memory-disk.js';

/** The directories that services write to, by unit. */
const DATA: Readonly<Record<string, string>> = {
  'etcd.service': '/var/lib/etcd',
  'kube-apiserver.service': '/var/log/kubernetes/audit',
};

export const userIn = (unitText: string): string => /^User=(.*)$/m.exec(unitText)?.[1] ?? 'root';

/**
 * Whether a unit can start with the users and the data of its host: a user has to exist. Root gives the data to the user of
 * a unit that says so; a unit of root itself has no capabilities, and cannot use the data of another user.
 */
export function takesData(disk: MemoryDisk, unit: string): boolean {
  const text = disk.unitText(unit);
  const user = userIn(text);
  if (user !== 'root' && !disk.users.has(user)) return false;
  const directory = DATA[unit];
  if (directory === undefined) return true;
  if (/^ExecStartPre=\+\S+\/data-owner /m.test(text)) {
    if (!disk.files.has('/opt/quorate/libexec/data-owner')) return false;
    disk.owners.set(directory, user);
  }
  return (disk.owners.get(directory) ?? 'root') === user;
}

/** A process that runs as another user cannot write to the directory any more. */
export function assertKeepsData(disk: MemoryDisk, path: string, user: string): void {
  for (const [unit, directory] of Object.entries(DATA))
    if (directory === path && disk.runs(unit) && disk.runsAs.get(unit) !== user)
      throw new Error(`${disk.name}: ${path} was given to ${user} while ${unit} runs as ${disk.runsAs.get(unit)}`);
}

/** With a unit of root its data goes back to root. */
export function giveBack(disk: MemoryDisk, path: string, text: string): void {
  const directory = DATA[path.slice(path.lastIndexOf('/') + 1)];
  if (directory !== undefined && userIn(text) === 'root') disk.owners.delete(directory);
}
