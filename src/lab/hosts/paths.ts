import {homedir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The files of a lab; examples and tests use the first three. */
export interface LabPaths {
  readonly stateDir: string;
  readonly keyFile: string;
  readonly knownHosts: string;
  readonly record: string;
  host(name: string): HostPaths;
}

export interface HostPaths {
  readonly dir: string;
  /** The lower directory of the overlay, a link into the cache. */
  readonly lower: string;
  readonly upper: string;
  readonly console: string;
  /** `/proc/PID/stat` of the process of this host, and the ID of the boot it belongs to. */
  readonly process: string;
  /** One `cgroup.procs` a line, which the host joins first. */
  readonly cgroups: string;
}

export const labsDir = (): string => join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'quorate/lab');

export const rootFileSystems = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'quorate/rootfs');

export const labPaths = (lab: string): LabPaths => {
  const stateDir = join(labsDir(), lab);
  return {
    stateDir,
    keyFile: join(stateDir, 'id_ed25519'),
    knownHosts: join(stateDir, 'known_hosts'),
    record: join(stateDir, 'lab.json'),
    host: name => hostPaths(join(stateDir, name)),
  };
};

export const hostPaths = (dir: string): HostPaths => ({
  dir,
  lower: join(dir, 'lower'),
  upper: join(dir, 'upper'),
  console: join(dir, 'console.log'),
  process: join(dir, 'process'),
  cgroups: join(dir, 'cgroups'),
});

export const labTemplate = (name: string): string =>
  fileURLToPath(new URL(`../../../templates/lab/${name}`, import.meta.url));
