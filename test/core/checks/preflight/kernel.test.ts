import {describe, expect, test} from 'vitest';
import type {HostFacts} from '../../../../src/core/model/observed.js';
import {codes, saidOf} from './plan-input.js';

const V1 = ['cpu', 'cpuacct', 'cpuset', 'memory', 'pids'];
const V2 = ['cpu', 'cpuset', 'io', 'memory', 'pids'];
const without = (all: readonly string[], name: string) => all.filter(each => each !== name);

describe.each<{what: string; facts: Partial<HostFacts>; finds: readonly string[]}>([
  {what: 'all controllers', facts: {cgroupControllers: V2}, finds: []},
  {
    what: 'no memory controller',
    facts: {cgroupControllers: without(V2, 'memory')},
    finds: ['error SystemVerification'],
  },
  {what: 'no pids controller', facts: {cgroupControllers: without(V2, 'pids')}, finds: ['error SystemVerification']},
  {what: 'controllers that are not known', facts: {cgroupControllers: []}, finds: []},
  {what: 'all controllers of v1', facts: {cgroup: 'v1', cgroupControllers: V1}, finds: ['warning SystemVerification']},
  {
    what: 'no memory controller of v1',
    facts: {cgroup: 'v1', cgroupControllers: without(V1, 'memory')},
    finds: ['warning SystemVerification', 'error SystemVerification'],
  },
  {what: 'a missing module', facts: {unloadable: {vxlan: 'missing'}}, finds: ['error KernelModules']},
  {
    what: 'a missing module, and one that is turned off',
    facts: {unloadable: {vxlan: 'missing', overlay: 'disabled'}},
    finds: ['error KernelModules', 'error KernelModules'],
  },
  {what: 'a missing module in a container', facts: {unloadable: {vxlan: 'missing'}, container: 'lxc'}, finds: []},
  {what: 'nft 1.0.0', facts: {nftVersion: '1.0.0'}, finds: ['error NftVersion']},
  {what: 'nft 0.9.8', facts: {nftVersion: '0.9.8'}, finds: ['error NftVersion']},
  {what: 'nft 1.0.1', facts: {nftVersion: '1.0.1'}, finds: []},
  {what: 'nft 1.1', facts: {nftVersion: '1.1'}, finds: []},
  {what: 'an nft that does not say its version', facts: {}, finds: []},
])('a new node with $what', ({facts, finds}) => {
  test(`has ${finds.join(', ') || 'no finding'}`, () => {
    expect(codes(saidOf('worker-1', facts))).toEqual(finds);
    expect(saidOf('worker-1', facts, {isNew: false})).toEqual([]);
    expect(saidOf('etcd-1', facts, {external: true})).toEqual([]);
  });
});

test('a missing memory controller has the option of the kernel command line, of the machine for a container', () => {
  const facts = {cgroupControllers: without(V2, 'memory')};
  expect(saidOf('worker-1', facts)[0]?.fix).toContain('cgroup_enable=memory');
  expect(saidOf('worker-1', {...facts, container: 'lxc'})[0]?.fix).toContain('the machine of the container worker-1');
});

test.each([
  ['ubuntu', '6.8.0-1031-raspi', 'apt-get install linux-modules-extra-raspi'],
  ['ubuntu', '6.8.0-60-generic', 'apt-get install linux-modules-extra-6.8.0-60-generic'],
  ['rocky', '5.14.0-503.el9.x86_64', 'dnf install kernel-modules-5.14.0-503.el9.x86_64'],
  ['debian', '6.1.0-40-amd64', 'install a kernel of the distribution'],
])('on %s %s a missing module has the advice %j', (id, kernel, advice) => {
  const said = saidOf('worker-1', {unloadable: {vxlan: 'missing'}, os: {id, version: '', kernel}});
  expect(said[0]?.fix).toContain(advice);
});

describe('swap', () => {
  test.each<{what: string; facts: Partial<HostFacts>; has: readonly string[]; hasNot: readonly string[]}>([
    {what: 'that is not described', facts: {}, has: ['swapoff -a', '/etc/fstab'], hasNot: ['zram']},
    {what: 'on a partition', facts: {swapDevices: ['/dev/sda2']}, has: ['swapoff -a', '/etc/fstab'], hasNot: ['zram']},
    {
      what: 'on zram of zram-generator',
      facts: {swapDevices: ['/dev/zram0']},
      has: ['systemctl stop systemd-zram-setup@zram0.service', '/etc/systemd/zram-generator.conf'],
      hasNot: ['fstab'],
    },
    {
      what: 'on zram of zram-tools',
      facts: {swapDevices: ['/dev/zram0'], swapServices: ['zramswap.service']},
      has: ['systemctl disable --now zramswap.service'],
      hasNot: ['fstab', 'zram-generator'],
    },
    {
      what: 'in a file of dphys-swapfile',
      facts: {swapDevices: ['/var/swap'], swapServices: ['dphys-swapfile.service']},
      has: ['systemctl disable --now dphys-swapfile.service', 'swapoff -a'],
      hasNot: ['zram'],
    },
    {
      what: 'on zram and on a partition',
      facts: {swapDevices: ['/dev/zram0', '/dev/sda2']},
      has: ['systemd-zram-setup@zram0.service', '/etc/fstab'],
      hasNot: [],
    },
  ])('$what has advice that fits', ({facts, has, hasNot}) => {
    const [finding] = saidOf('worker-1', {swap: true, ...facts});
    expect(finding).toMatchObject({code: 'Swap', level: 'error'});
    for (const text of has) expect(finding?.fix).toContain(text);
    for (const text of hasNot) expect(finding?.fix).not.toContain(text);
  });
});
