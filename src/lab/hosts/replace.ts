import {rm} from 'node:fs/promises';
import {makeBridge} from './bridge.js';
import {start} from './bring-up.js';
import {reconnectHost} from './cable.js';
import {makeDisk} from './disk.js';
import {writeKnownHosts} from './keys.js';
import type {LabPaths} from './paths.js';
import {powerOff} from './power.js';
import {noReport} from './report.js';
import {rootFileSystem} from './root-file-system.js';
import {DEFAULT_ROOT} from './roots.js';
import type {LabHost, LabSpec} from './spec.js';

/** When the process is killed, the host has no disk: `up` creates it. */
export const replaceHost = async (spec: LabSpec, host: LabHost, paths: LabPaths): Promise<void> => {
  await powerOff(spec.name, host, paths.host(host.name));
  await rm(paths.host(host.name).dir, {recursive: true, force: true});
  await makeDisk(spec, host, paths, await rootFileSystem(spec.root ?? DEFAULT_ROOT, noReport));
  await writeKnownHosts(spec, paths);
  await makeBridge(spec);
  await reconnectHost(spec.name, host);
  await start(spec, host, paths);
};
