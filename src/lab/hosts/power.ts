import {spawn} from 'node:child_process';
import {open, rm, writeFile} from 'node:fs/promises';
import {Failure} from '../../core/failure.js';
import {removeLink} from './bridge.js';
import {hostCgroup, makeCgroup, processesIn, removeCgroup} from './cgroup.js';
import {REAL_DIRECTORIES} from './disk.js';
import {lineage, supervisor} from './leader.js';
import {type HostPaths, labTemplate} from './paths.js';
import {identityOf, kill} from './process.js';
import type {LabHost, LabSpec} from './spec.js';
import {until} from './watches.js';

/** Starts a host that is off; it runs on after this process ends. */
export const powerOn = async (spec: LabSpec, host: LabHost, paths: HostPaths): Promise<void> => {
  if (await supervisor(paths)) return;
  await powerOff(spec.name, host, paths);
  const cgroup = await hostCgroup(spec.name, host.name, host.machine);
  await writeFile(paths.cgroups, (await makeCgroup(cgroup)).map(file => `${file}\n`).join(''));
  await rm(paths.process, {force: true});
  await detached([...cgroup.launcher, ...LAUNCH, paths.dir, ...nspawn(spec, host, paths)], paths);
};

/** Resolves when the process has recorded itself, or has ended. */
const detached = async ([file = '', ...args]: readonly string[], paths: HostPaths): Promise<void> => {
  const log = await open(paths.console, 'a');
  let ended = false;
  const end = (): void => void (ended = true);
  const child = spawn(file, args, {
    cwd: '/',
    detached: true,
    env: {PATH: SYSTEM_PATH, LANG: 'C.UTF-8'},
    stdio: ['ignore', log.fd, log.fd],
  });
  child.once('error', end).once('exit', end).unref();
  await log.close();
  await until(async () => ended || (await supervisor(paths)) !== undefined, 10_000);
};

/** Kills all processes of a host at once, as a loss of power does, and removes its cgroup and its link. */
export const powerOff = async (
  lab: string,
  host: Pick<LabHost, 'name' | 'machine' | 'cable'>,
  paths: HostPaths,
): Promise<void> => {
  const cgroup = await hostCgroup(lab, host.name, host.machine);
  // When process 1 is killed, every process of the host ends. Its parents are killed first, so that they do not restart it.
  for (const identity of await lineage(paths)) await kill(identity);
  const gone = await until(async () => {
    for (const pid of await processesIn(cgroup)) {
      const identity = await identityOf(pid);
      if (identity !== undefined) await kill(identity);
    }
    return (await supervisor(paths)) === undefined && (await removeCgroup(cgroup));
  }, 15_000);
  if (!gone)
    throw new Failure('lab/power', `Powering off ${host.name}: its processes did not end within 15 s.`, {
      suggestions: [`list them: cat ${cgroup.directories[0]}/cgroup.procs`],
    });
  await removeLink(host.cable);
};

export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const LAUNCH = ['unshare', '--mount', '--propagation', 'private', 'sh', labTemplate('launch.sh')];

const nspawn = ({bridge}: LabSpec, host: LabHost, {dir}: HostPaths): readonly string[] => [
  ...['systemd-nspawn', '--register=no', '--keep-unit', '--boot', `--directory=${dir}/root`],
  ...[`--machine=${host.machine}`, `--hostname=${host.name}`, `--network-bridge=${bridge}`],
  ...['--capability=all', '--system-call-filter=add_key keyctl bpf perf_event_open'],
  ...['--link-journal=no', '--resolv-conf=off', '--timezone=off', '--bind=/dev/kmsg'],
  ...Object.entries(REAL_DIRECTORIES).map(([path, folder]) => `--bind=${escaped(`${dir}/${folder}`)}:${path}`),
  ...host.tmpfs.map(({path, size}) => `--tmpfs=${escaped(path)}:size=${size},mode=0755`),
];

const escaped = (path: string): string => path.replaceAll(/[\\:]/g, '\\$&');
