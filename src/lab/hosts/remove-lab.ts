import {readdir, rm} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {Failure} from '../../core/failure.js';
import {removeBridge} from './bridge.js';
import {removePartitions} from './cable.js';
import {hostsWithCgroup, removeLabCgroup} from './cgroup.js';
import {requireRoot} from './packages.js';
import type {LabPaths} from './paths.js';
import {powerOff} from './power.js';
import {type LabSpec, machineNames, short} from './spec.js';
import {together} from './together.js';
import {restoreWatches} from './watches.js';

/** Removes what exists, not only what the record lists. */
export const takeDown = async (wanted: LabSpec, paths: LabPaths): Promise<void> => {
  requireRoot(`Removing lab ${wanted.name}`);
  const folders = await readdir(paths.stateDir, {withFileTypes: true}).catch(() => []);
  const traces = [
    ...wanted.hosts.map(host => host.name),
    ...folders.filter(entry => entry.isDirectory() && !entry.name.startsWith('.')).map(entry => entry.name),
    ...(await hostsWithCgroup(wanted.name)),
  ];
  await together(
    [...new Set(traces)].map(name =>
      powerOff(wanted.name, {name, ...machineNames(wanted.name, name)}, paths.host(name)),
    ),
  );
  await removeLabCgroup(wanted.name);
  await removeBridge(wanted.name);
  await removePartitions(wanted.name);
  // Last: a second attempt finds the lab by it.
  await rm(paths.stateDir, {recursive: true, force: true});
  await restoreWatches();
};

/**
 * Excludes other processes from the same lab while `work` runs. The lock is an abstract socket name of the kernel, which
 * ends with its process, so a killed process leaves no lock.
 * @throws Failure lab/busy
 */
export const withLabLock = async <T>(stateDir: string, work: () => Promise<T>): Promise<T> => {
  const lock = await hold(`\0quorate-lab-${short(stateDir, 16)}`).catch(cause => {
    throw new Failure('lab/busy', `Another process is creating or removing the lab in ${stateDir}.`, {
      suggestions: ['wait until it ends, then run the same command again'],
      cause,
    });
  });
  try {
    return await work();
  } finally {
    await new Promise(resolve => lock.close(resolve));
  }
};

const hold = (name: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(name, () => resolve(server));
  });
