import {readdir, rm} from 'node:fs/promises';
import {removeBridge} from './bridge.js';
import {removeCuts} from './cable.js';
import {hostsWithCgroup, removeLabCgroup} from './cgroup.js';
import {requireRoot} from './packages.js';
import type {LabPaths} from './paths.js';
import {powerOff} from './power.js';
import {type LabSpec, machineNames} from './spec.js';
import {together} from './together.js';
import {restoreWatches} from './watches.js';

/** Goes by what is there, not by what a record says should be. */
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
  await removeCuts(wanted.name);
  // Last, for it is what a second try would look for.
  await rm(paths.stateDir, {recursive: true, force: true});
  await restoreWatches();
};
