import {describe, expect, test} from 'vitest';
import {PREFLIGHT_COMMANDS} from '../../../../src/core/checks/preflight/commands.js';
import {hostName} from '../../../../src/core/model/names.js';
import type {HostFacts} from '../../../../src/core/model/observed.js';
import {codes, forBothArches, saidOf, saidOfAll} from './plan-input.js';

const ALL_BUT_HAPROXY = [
  'systemctl',
  'flock',
  'cp',
  'systemd-sysusers',
  'find',
  'userdel',
  'sha256sum',
  'gzip',
  'mount',
  'losetup',
  'nft',
  'iptables',
  'ip',
  'modprobe',
  'openssl',
];

test('healthy hosts have no findings, in either topology', () => {
  expect(saidOfAll({})).toEqual([]);
  expect(saidOfAll({}, {external: true})).toEqual([]);
});

test('all findings of a host are reported at once, with kubeadm’s names', () => {
  const said = saidOf('cp-1', {cpus: 1, memoryMb: 900, swap: true, arch: 'arm64', addresses: ['192.0.2.1']});
  expect(codes(said)).toEqual(['error Architecture', 'error NumCPU', 'error Mem', 'error Swap', 'error Address']);
  expect(said.every(({message}) => message.startsWith('cp-1: '))).toBe(true);
  expect(said.every(({fix}) => fix !== undefined && fix !== '')).toBe(true);
});

describe.each<{what: string; host: string; facts: Partial<HostFacts>; external?: boolean; finds: string[]}>([
  {what: 'one processor on a control plane', host: 'cp-1', facts: {cpus: 1}, finds: ['error NumCPU']},
  {what: 'one processor on a worker', host: 'worker-1', facts: {cpus: 1}, finds: []},
  {what: '1699 MB on a control plane', host: 'cp-1', facts: {memoryMb: 1699}, finds: ['error Mem']},
  {what: '1700 MB on a control plane', host: 'cp-1', facts: {memoryMb: 1700}, finds: []},
  {what: '900 MB on a worker', host: 'worker-1', facts: {memoryMb: 900}, finds: []},
  {what: 'swap on a node', host: 'worker-1', facts: {swap: true}, finds: ['error Swap']},
  {what: 'swap on a host of etcd alone', host: 'etcd-1', facts: {swap: true}, external: true, finds: ['warning Swap']},
  {what: 'another host name', host: 'cp-1', facts: {hostname: 'debian'}, finds: ['warning Hostname']},
  {what: 'the same host name in capitals', host: 'cp-1', facts: {hostname: 'CP-1'}, finds: []},
  {what: 'an address of its own with a prefix length', host: 'cp-1', facts: {addresses: ['10.0.0.11/24']}, finds: []},
  {what: 'no address', host: 'cp-1', facts: {addresses: []}, finds: ['error Address']},
  {
    what: 'a kernel older than kube-proxy needs',
    host: 'worker-1',
    facts: {os: {id: 'ubuntu', version: '20.04', kernel: '5.4.0-150-generic'}},
    finds: ['error SystemVerification'],
  },
  {
    what: 'the same kernel under etcd alone',
    host: 'etcd-1',
    external: true,
    facts: {os: {id: 'ubuntu', version: '20.04', kernel: '5.4.0-150-generic'}},
    finds: [],
  },
  {
    what: 'a kernel older than 4.19',
    host: 'etcd-1',
    external: true,
    facts: {os: {id: 'centos', version: '7', kernel: '3.10.0-1160.el7'}},
    finds: ['error SystemVerification'],
  },
  {
    what: 'a kernel without a version number',
    host: 'cp-1',
    facts: {os: {id: 'own', version: '1', kernel: 'mine'}},
    finds: ['warning SystemVerification'],
  },
  {what: 'cgroup v1', host: 'worker-1', facts: {cgroup: 'v1'}, finds: ['warning SystemVerification']},
  {
    what: 'a systemd without credentials on a control plane',
    host: 'cp-1',
    facts: {systemd: 246},
    finds: ['error SystemdVersion'],
  },
  {what: 'the first systemd with credentials', host: 'cp-1', facts: {systemd: 247}, finds: []},
  {what: 'an old systemd on a worker', host: 'worker-1', facts: {systemd: 239}, finds: []},
  {
    what: 'no haproxy on a worker',
    host: 'worker-1',
    facts: {commands: ALL_BUT_HAPROXY},
    finds: ['error FileExisting-haproxy'],
  },
  {
    what: 'no haproxy on a control plane',
    host: 'cp-1',
    facts: {commands: ALL_BUT_HAPROXY},
    finds: ['error FileExisting-haproxy'],
  },
  {
    what: 'no modprobe in a container',
    host: 'cp-1',
    facts: {
      commands: [
        'systemctl',
        'flock',
        'cp',
        'sha256sum',
        'systemd-sysusers',
        'find',
        'userdel',
        'gzip',
        'mount',
        'losetup',
        'nft',
        'iptables',
        'ip',
        'haproxy',
        'openssl',
      ],
      container: 'systemd-nspawn',
    },
    finds: [],
  },
  {
    what: 'no node commands on a host of etcd alone',
    host: 'etcd-1',
    external: true,
    facts: {
      commands: ['systemctl', 'flock', 'cp', 'sha256sum', 'gzip', 'systemd-sysusers', 'find', 'userdel', 'openssl'],
    },
    finds: [],
  },
])('$what', ({host, facts, external = false, finds}) => {
  test(`gives ${finds.join(', ') || 'no finding'}`, () => {
    expect(codes(saidOf(host, facts, {external}))).toEqual(finds);
  });
});

test('load balancers with a virtual IP need keepalived’s commands and the port of the endpoint', () => {
  const shared = {address: '10.0.0.100', router: 7, peers: ['10.0.0.22']};
  const loadBalancers = [{host: hostName('worker-1'), address: '10.0.0.21', shared}];
  const taken = [{port: 8443, address: '::', process: 'nginx'}];
  const said = saidOf(
    'worker-1',
    {commands: PREFLIGHT_COMMANDS.filter(each => !/keepalived|bash|^ip$/.test(each)), ports: taken},
    {changes: {loadBalancers, endpoint: {host: '10.0.0.100', port: 8443}}},
  );
  expect(codes(said)).toEqual([
    'error FileExisting-keepalived',
    'error FileExisting-bash',
    'error FileExisting-ip',
    'error Port-8443',
  ]);
});

test('control planes that share the endpoint need keepalived’s commands, and no port of a load balancer', () => {
  const shared = {address: '10.0.0.100', router: 7, peers: ['10.0.0.12', '10.0.0.13']};
  const vipHosts = [{host: hostName('cp-1'), address: '10.0.0.11', shared}];
  const said = saidOf(
    'cp-1',
    {
      commands: PREFLIGHT_COMMANDS.filter(each => !/keepalived|bash|curl|^ip$/.test(each)),
      ports: [{port: 7444, address: '127.0.0.1', process: 'nginx'}],
    },
    {changes: {vipHosts, endpoint: {host: '10.0.0.100', port: 6443}}},
  );
  expect(codes(said)).toEqual(['error FileExisting-keepalived', 'error FileExisting-curl', 'error FileExisting-ip']);
});

test('where firewalld is active, VRRP has to be allowed from each host that shares the virtual IP', () => {
  const shared = {address: '10.0.0.100', router: 7, peers: ['10.0.0.12', '10.0.0.13']};
  const units = new Map([['firewalld.service', {active: 'active', enabled: true, fresh: false, reloaded: true}]]);
  const [finding] = saidOf(
    'cp-1',
    {units},
    {changes: {vipHosts: [{host: hostName('cp-1'), address: '10.0.0.11', shared}]}},
  );
  expect(finding).toMatchObject({code: 'Firewalld'});
  for (const peer of shared.peers)
    expect(finding?.fix).toContain(
      `--add-rich-rule='rule family="ipv4" source address="${peer}" protocol value="vrrp" accept'`,
    );
});

test('checks of new hosts are not repeated on hosts of the cluster', () => {
  const said = saidOf('cp-1', {cpus: 1, memoryMb: 900, swap: true, hostname: 'debian'}, {isNew: false});
  expect(said).toEqual([]);
});

test('a host of another architecture is refused, with both architectures and the command that adds its binaries', () => {
  const [finding] = saidOf('worker-2', {arch: 'arm64'});
  expect(finding).toMatchObject({
    code: 'Architecture',
    message: expect.stringMatching(/^worker-2: .*arm64.*amd64/),
    fix: expect.stringContaining('`quorate bundle fetch --kubernetes 1.36.3 --arch arm64`'),
  });
});

test('a host of an architecture that quorate has no binaries for can only be removed', () => {
  const [finding] = saidOf('worker-2', {arch: 'riscv64'}, {from: forBothArches});
  expect(finding).toMatchObject({
    code: 'Architecture',
    message: 'worker-2: architecture is riscv64; there are binaries for amd64 and arm64',
    fix: expect.stringMatching(/^remove worker-2 from the configuration: .*amd64 and arm64/),
  });
});

test('hosts of both architectures have no findings if there are binaries for both', () => {
  expect(saidOfAll({'worker-2': {arch: 'arm64'}}, {from: forBothArches})).toEqual([]);
});
