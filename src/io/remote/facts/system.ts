import {type ClockReadings, clockOffset} from '../../../core/model/clock-offset.js';
import type {HostFacts} from '../../../core/model/observed.js';
import {own} from '../../../core/own.js';
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
  | 'users'
  | 'systemd'
  | 'sysctls'
  | 'clock'
  | 'commands'
  | 'packages'
  | 'selinux'
  | 'booleans'
>;

/** @param asked when the host was asked, and when its answer arrived. */
export function systemIn(answer: Answer, asked: Pick<ClockReadings, 'sentMs' | 'receivedMs'>): SystemFacts {
  const fields = new Map(matched(answer, 'system', /^([a-z-]+)\t(.*)$/).map(([, key, value]) => [key!, value!]));
  const field = (key: string, pattern: RegExp): string => {
    const value = fields.get(key);
    if (value === undefined || !pattern.test(value)) throw answer.garbled(`"${key}" is ${value ?? 'missing'}`);
    return value;
  };
  const [hostname = '', kernel = '', machine = ''] = field('uname', /^\S+ \S+ \S+$/).split(' ');
  const container = field('container', /^[a-z0-9-]*$/);
  const [began, ended] = matched(answer, 'clock', /^\d{13}$/).map(([ms]) => Number(ms));
  if (began === undefined || ended === undefined) throw answer.garbled('the clock is missing');
  return {
    hostname,
    machineId: field('machine-id', /^\S*$/),
    os: {...operatingSystem(answer), kernel},
    arch: own(ARCHITECTURES, machine) ?? machine,
    cpus: Number(field('cpus', /^\d+$/)),
    memoryMb: Math.floor(Number(field('memory-kb', /^\d+$/)) / 1024),
    cgroup: cgroupIn(answer),
    ...(container === '' ? {} : {container}),
    capSysResource: ((BigInt(`0x${field('capabilities', /^[0-9a-f]+$/)}`) >> CAP_SYS_RESOURCE) & 1n) === 1n,
    sysctlWritable: field('sysctl-writable', /^(yes|no)$/) === 'yes',
    swap: field('swap', /^(yes|no)$/) === 'yes',
    modules: matched(answer, 'modules', /^\S+$/).map(([name]) => name),
    users: usersIn(answer),
    ...(/^\d+$/.test(fields.get('systemd') ?? '') ? {systemd: Number(fields.get('systemd'))} : {}),
    sysctls: sysctlsIn(answer),
    clock: clockOffset({...asked, beganMs: began, endedMs: ended}),
    commands: matched(answer, 'commands', /^\S+$/).map(([name]) => name),
    packages: packagesIn(answer),
    selinux: own(SELINUX, field('selinux', /^[01]?$/)) ?? 'disabled',
    booleans: Object.fromEntries(
      matched(answer, 'booleans', /^(\w+)\t([01])/).map(([, name, value]) => [name!, value === '1']),
    ),
  };
}

/** By what the kernel says of whether it enforces the policy; nothing: it has no SELinux. */
const SELINUX: Readonly<Record<string, HostFacts['selinux']>> = {'0': 'permissive', '1': 'enforcing'};

const packagesIn = (answer: Answer): HostFacts['packages'] => {
  const lines = matched(answer, 'packages', /^(?:unfinished|(?:apt|dnf|zypper)\t([^\s\p{Cc}]+)(?:\tconfig)?)$/u);
  return {
    brought: lines.flatMap(([, name]) => name ?? []),
    unfinished: lines.some(([line]) => line === 'unfinished'),
  };
};

const usersIn = (answer: Answer): readonly string[] => {
  const named = matched(answer, 'users', /^(passwd|group)\t(\S+)$/).map(([, database, name]) => `${database} ${name}`);
  return named.flatMap(each =>
    each.startsWith('passwd ') && named.includes(`group ${each.slice(7)}`) ? [each.slice(7)] : [],
  );
};

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

/** The file system of /sys/fs/cgroup is the first in the section "free". */
const cgroupIn = (answer: Answer): HostFacts['cgroup'] =>
  answer.lines('free')[0]?.startsWith('cgroup2fs\t') === true ? 'v2' : 'v1';

const sysctlsIn = (answer: Answer): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...texts(answer, 'records')].flatMap(([path, text]) =>
      path.startsWith('/proc/sys/')
        ? [[sysctlPath(path.slice('/proc/sys/'.length)), text.trim().replace(/\s+/g, ' ')]]
        : [],
    ),
  );
