import {mkdir} from 'node:fs/promises';
import {counted} from '../../core/format.js';
import {makeBridge} from './bridge.js';
import {cuts, reconnectHost} from './cable.js';
import {makeDisk} from './disk.js';
import {keyPair, writeKnownHosts} from './keys.js';
import {installLabPackages, requireRoot} from './packages.js';
import type {LabPaths} from './paths.js';
import {powerOn} from './power.js';
import {reachable} from './reachable.js';
import {writeRecord} from './record.js';
import type {LabReport} from './report.js';
import {rootFileSystem} from './root-file-system.js';
import {DEFAULT_ROOT} from './roots.js';
import type {LabHost, LabSpec} from './spec.js';
import {together} from './together.js';
import {raiseWatches} from './watches.js';

export const bringUp = async (spec: LabSpec, paths: LabPaths, report: LabReport): Promise<void> => {
  requireRoot(`Making lab ${spec.name}`);
  await installLabPackages(report);
  const root = await rootFileSystem(spec.root ?? DEFAULT_ROOT, report);
  await makeBridge(spec);
  await mkdir(paths.stateDir, {recursive: true, mode: 0o700});
  await writeRecord(spec, paths);
  await raiseWatches();
  await keyPair(paths.keyFile, `quorate-lab-${spec.name}`);
  report({
    type: 'step',
    title: `boot ${counted(spec.hosts.length, 'host')}`,
    detail: spec.hosts.map(host => host.name).join(', '),
  });
  await together(spec.hosts.map(host => makeDisk(spec, host, paths, root)));
  await writeKnownHosts(spec, paths);
  await together(
    spec.hosts.map(async host => {
      await reconnectHost(spec.name, host);
      await start(spec, host, paths);
      report({type: 'step', title: `${host.name} answers`, detail: host.address});
    }),
  );
};

/** Resolves when the host answers SSH; a partitioned host is only started. */
export const start = async (spec: LabSpec, host: LabHost, paths: LabPaths): Promise<void> => {
  await powerOn(spec, host, paths.host(host.name));
  if (!(await cuts(spec.name)).off.has(host.cable)) await reachable(host, paths.host(host.name));
};
