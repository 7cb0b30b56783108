import type {HostFacts} from '../../../core/model/observed.js';
import {sysctlPath} from '../kernel.js';
import {type Answer, matched, texts} from './answer.js';

type SystemFacts = Pick<
  HostFacts,
  | 'hostname'
  | 'machineId'
  | 'os'
  | 'arch'
  | 'cpus'
  | 'memoryMb'
  | 'cgroup'
  | 'container'
  | 'capSysResource'
  | 'sysctlWritable'
  | 'swap'
  | 'modules'
  | 'sysctls'
  | 'clockOffsetMs'
  | 'diskFree'
  | 'commands'
  | 'selinux'
  | 'booleans'
  | 'noexec'
>;

/** @param answeredMs the local time when the answer arrived; the host's clock is the last thing that it reads. */
export function systemIn(answer: Answer, answeredMs: number): SystemFacts {
  const fields = new Map(matched(answer, 'system', /^([a-z-]+)\t(.*)$/).map(([, key, value]) => [key!, value!]));
  const field = (key: string, pattern: RegExp): string => {
    const value = fields.get(key);
    if (value === undefined || !pattern.test(value)) throw answer.garbled(`"${key}" is ${value ?? 'missing'}`);
    return value;
  };
  const [hostname = '', kernel = '', machine = ''] = field('uname', /^\S+ \S+ \S+$/).split(' ');
  const container = field('container', /^[a-z0-9-]*$/);
  const [clock] = matched(answer, 'clock', /^\d{13}$/);
  if (clock === undefined) throw answer.garbled('the clock is missing');
  return {
    hostname,
    machineId: field('machine-id', /^\S*$/),
    os: {...operatingSystem(answer), kernel},
    arch: ARCHITECTURES[machine] ?? machine,
    cpus: Number(field('cpus', /^\d+$/)),
    memoryMb: Math.floor(Number(field('memory-kb', /^\d+$/)) / 1024),
    ...fileSystems(answer),
    ...(container === '' ? {} : {container}),
    capSysResource: ((BigInt(`0x${field('capabilities', /^[0-9a-f]+$/)}`) >> CAP_SYS_RESOURCE) & 1n) === 1n,
    sysctlWritable: field('sysctl-writable', /^(yes|no)$/) === 'yes',
    swap: field('swap', /^(yes|no)$/) === 'yes',
    modules: matched(answer, 'modules', /^\S+$/).map(([name]) => name),
    sysctls: sysctlsIn(answer),
    clockOffsetMs: Number(clock[0]) - answeredMs,
    commands: matched(answer, 'commands', /^\S+$/).map(([name]) => name),
    selinux: SELINUX[field('selinux', /^[01]?$/)] ?? 'disabled',
    booleans: Object.fromEntries(
      matched(answer, 'booleans', /^(\w+)\t([01])/).map(([, name, value]) => [name!, value === '1']),
    ),
    noexec: field('opt-options', /^[^\t]*$/)
      .split(',')
      .includes('noexec'),
  };
}

/** By what the kernel says of whether it enforces the policy; nothing: it has no SELinux. */
const SELINUX: Readonly<Record<string, HostFacts['selinux']>> = {'0': 'permissive', '1': 'enforcing'};

const ARCHITECTURES: Readonly<Record<string, string>> = {x86_64: 'amd64', aarch64: 'arm64'};

const CAP_SYS_RESOURCE = 24n;

function operatingSystem(answer: Answer): {readonly id: string; readonly version: string} {
  const value = (key: string) =>
    answer
      .lines('os-release')
      .find(line => line.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .replace(/^(["'])(.*)\1$/, '$2');
  return {id: value('ID') ?? 'linux', version: value('VERSION_ID') ?? ''};
}

/** The section "file-systems" has the nearest existing directory of each path, "free" the space of its file system. */
function fileSystems(answer: Answer): Pick<SystemFacts, 'cgroup' | 'diskFree'> {
  const [cgroup, ...free] = matched(answer, 'free', /^(\S+)\t(\d+)\t(\d+)\t(.+)$/);
  const bytes = new Map(free.map(([, , blocks, size, path]) => [path!, Number(blocks) * Number(size)]));
  const diskFree = matched(answer, 'file-systems', /^(\/.*)\t(.+)$/).map(([, path, on]) => {
    const found = bytes.get(on!);
    if (found === undefined) throw answer.garbled(`the free space of ${path} is missing`);
    return [path!, found] as const;
  });
  return {cgroup: cgroup?.[1] === 'cgroup2fs' ? 'v2' : 'v1', diskFree: Object.fromEntries(diskFree)};
}

const sysctlsIn = (answer: Answer): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...texts(answer, 'sysctls')].map(([path, text]) => [
      sysctlPath(path.slice('/proc/sys/'.length)),
      text.trim().replace(/\s+/g, ' '),
    ]),
  );
