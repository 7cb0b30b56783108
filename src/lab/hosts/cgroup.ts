import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile, rmdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/**
 * Each host has its own cgroup in every hierarchy. Every process in it belongs to the lab, and the service managers of
 * the hosts do not share a tree.
 */
export interface HostCgroup {
  /** One directory a hierarchy. */
  readonly directories: readonly string[];
  /** Prefix of the command that starts the host: on a machine with systemd, systemd creates the cgroup. */
  readonly launcher: readonly string[];
}

export const hostCgroup = async (lab: string, host: string, machine: string): Promise<HostCgroup> => {
  const roots = await hierarchies();
  if (!existsSync('/run/systemd/system'))
    return {directories: roots.map(root => join(root, labCgroup(lab), host)), launcher: []};
  const unit = `quorate-lab-${machine}.scope`;
  return {
    directories: roots.map(root => join(root, 'system.slice', unit)),
    launcher: [
      'systemd-run',
      '--scope',
      '--quiet',
      '--collect',
      `--unit=${unit}`,
      '--slice=system.slice',
      '-p',
      'Delegate=yes',
    ],
  };
};

/** Creates the cgroup unless systemd does, and returns the files through which a process joins it. */
export const makeCgroup = async ({directories, launcher}: HostCgroup): Promise<readonly string[]> => {
  if (launcher.length > 0) return [];
  for (const directory of directories) await makeOne(directory);
  return directories.map(directory => join(directory, 'cgroup.procs'));
};

/** IDs, on this machine, of all processes of a host. */
export const processesIn = async (cgroup: HostCgroup): Promise<readonly number[]> => {
  const found = await Promise.all(cgroup.directories.map(processesBelow));
  return [...new Set(found.flat())];
};

/** Removes what is empty; true when nothing is left. */
export const removeCgroup = async ({directories}: HostCgroup): Promise<boolean> => {
  for (const directory of directories) await removeBelow(directory);
  return directories.every(directory => !existsSync(directory));
};

/** Removes the parent of the cgroups of a lab, after these. */
export const removeLabCgroup = async (lab: string): Promise<void> => {
  for (const root of await hierarchies()) await rmdir(join(root, labCgroup(lab))).catch(() => {});
};

/** Hosts of a lab that have a cgroup, even if their other files are lost. */
export const hostsWithCgroup = async (lab: string): Promise<readonly string[]> => {
  const found = await Promise.all((await hierarchies()).map(root => subdirectories(join(root, labCgroup(lab)))));
  return [...new Set(found.flat())];
};

/** Labs share no directory, so that one can be removed while another is created. */
const labCgroup = (lab: string): string => `quorate-lab-${lab}`;

const MOUNT = '/sys/fs/cgroup';

const hierarchies = async (): Promise<readonly string[]> => {
  if (existsSync(join(MOUNT, 'cgroup.procs'))) return [MOUNT];
  const names = await readdir(MOUNT, {withFileTypes: true});
  return names
    .filter(entry => entry.isDirectory() && existsSync(join(MOUNT, entry.name, 'cgroup.procs')))
    .map(entry => join(MOUNT, entry.name));
};

const makeOne = async (directory: string): Promise<void> => {
  const levels = [dirname(directory), directory];
  for (const level of levels) {
    await mkdir(level, {recursive: true});
    await inherit(level, 'cpuset.cpus');
    await inherit(level, 'cpuset.mems');
    if (level !== directory) await delegate(level);
  }
};

/** On cgroup v1 a new cpuset is empty, and an empty one accepts no process. */
const inherit = async (directory: string, file: string): Promise<void> => {
  const own = join(directory, file);
  if (
    !existsSync(own) ||
    (await readFile(own, 'utf8')).trim() !== '' ||
    existsSync(join(directory, 'cgroup.controllers'))
  )
    return;
  await writeFile(own, await readFile(join(dirname(directory), file)));
};

/** On cgroup v2 a child has the controllers that its parent delegates. */
const delegate = async (directory: string): Promise<void> => {
  const available = await readFile(join(directory, 'cgroup.controllers'), 'utf8').catch(() => '');
  for (const controller of available.trim().split(/\s+/).filter(Boolean))
    await writeFile(join(directory, 'cgroup.subtree_control'), `+${controller}`).catch(() => {});
};

const processesBelow = async (directory: string): Promise<readonly number[]> => {
  const own = await readFile(join(directory, 'cgroup.procs'), 'utf8').catch(() => '');
  const below = await Promise.all((await subdirectories(directory)).map(name => processesBelow(join(directory, name))));
  return [...own.split('\n').filter(Boolean).map(Number), ...below.flat()];
};

const removeBelow = async (directory: string): Promise<void> => {
  for (const name of await subdirectories(directory)) await removeBelow(join(directory, name));
  await rmdir(directory).catch(() => {});
};

const subdirectories = async (directory: string): Promise<readonly string[]> => {
  const entries = await readdir(directory, {withFileTypes: true}).catch(() => []);
  return entries.filter(entry => entry.isDirectory()).map(entry => entry.name);
};
