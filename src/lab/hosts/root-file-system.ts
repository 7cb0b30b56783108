import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {Failure} from '../../core/failure.js';
import {labTemplate, rootFileSystems} from './paths.js';
import {isAlive, ownIdentity} from './process.js';
import type {LabReport} from './report.js';

/** The last Debian whose systemd runs on cgroup v1 as well as v2. */
const SUITE = 'bookworm';

const PACKAGES = [
  ...['systemd', 'systemd-sysv', 'dbus', 'openssh-server', 'sudo', 'procps', 'kmod', 'ca-certificates', 'openssl'],
  ...['iproute2', 'iptables', 'nftables', 'conntrack', 'ethtool', 'socat', 'iputils-ping', 'bind9-dnsutils', 'netbase'],
  ...['haproxy', 'keepalived', 'curl', 'less'],
];

/**
 * The root file system that all hosts share read-only, made once for a list of packages and kept in the cache.
 * @throws Failure lab/root-file-system
 */
export const rootFileSystem = async (report: LabReport): Promise<string> => {
  const cache = rootFileSystems();
  const finish = await readFile(labTemplate('root-file-system.sh'), 'utf8');
  const key = createHash('sha256')
    .update([SUITE, ...PACKAGES, finish].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const made = join(cache, key);
  if (existsSync(made)) return made;
  await mkdir(cache, {recursive: true});
  await removeAbandoned(cache);
  const building = join(cache, `.${key}.${await ownIdentity()}`);
  await build(building, report);
  // Somebody else may have been faster; theirs is as good.
  await rename(building, made).catch(async error => {
    await rm(building, {recursive: true, force: true});
    if (!existsSync(made)) throw error;
  });
  return made;
};

const build = async (directory: string, report: LabReport): Promise<void> => {
  const title = 'make the root file system';
  report({type: 'step', title, detail: `Debian ${SUITE}, ${PACKAGES.length} packages and what they need, once`});
  const {execa} = await import('execa');
  const subprocess = execa(
    // Its mounts live in a namespace of their own, and it ends with this process, even with a killed one.
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...['mmdebstrap', '--mode=root', '--variant=minbase', `--include=${PACKAGES.join(',')}`],
      ...[`--customize-hook=sh '${labTemplate('root-file-system.sh')}' "$1"`, SUITE, directory],
    ],
    {reject: false, stdin: 'ignore', stdout: 'ignore'},
  );
  const said: string[] = [];
  for await (const line of subprocess.iterable({from: 'stderr'})) {
    said.push(line);
    if (line.startsWith('I: ') && !line.includes('hook')) report({type: 'step', title, detail: line.slice(3)});
  }
  const {exitCode} = await subprocess;
  if (exitCode === 0) return;
  await rm(directory, {recursive: true, force: true});
  throw new Failure(
    'lab/root-file-system',
    `Making the hosts' root file system: mmdebstrap failed: ${said.slice(-5).join(' ')}`,
    {
      suggestions: [
        `see whether this machine reaches a Debian mirror: mmdebstrap --variant=minbase ${SUITE} /dev/null`,
      ],
    },
  );
};

/** What a killed process was making is of no use to anybody; what a living one is making is left alone. */
const removeAbandoned = async (cache: string): Promise<void> => {
  for (const name of await readdir(cache)) {
    const [, , identity] = name.split('.');
    if (name.startsWith('.') && identity !== undefined && !(await isAlive(identity)))
      await rm(join(cache, name), {recursive: true, force: true});
  }
};
