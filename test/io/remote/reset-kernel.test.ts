import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.write('/proc/self/mountinfo', '');
  for (const name of ['systemctl', 'ip', 'umount', 'nft']) host.command(name, '');
});
afterEach(() => host.remove());

const FORWARD = 'net/ipv4/ip_forward';
const REDIRECTS = 'net/ipv4/conf/all/accept_redirects';
const COMMIT = 'vm/overcommit_memory';
const set = (setting: string, value: string) => host.write(`/proc/sys/${setting}`, `${value}\n`);
const value = (setting: string) => host.text(`/proc/sys/${setting}`).trim();
const everything = {identity: undefined, units: [], directories: [], deleteEdited: false};
const firstFile = () =>
  host.port.put([{path: '/etc/sysctl.d/90-quorate.conf', mode: '644', content: Buffer.from('x'), secret: false}]);

describe('settings of the kernel', () => {
  test('that quorate or its services changed are put back as they were before the first file of quorate', async () => {
    set(FORWARD, '0');
    set(REDIRECTS, '0');
    set(COMMIT, '2');
    await firstFile();
    await host.port.prepareKernel([], {'net.ipv4.ip_forward': '1'});
    set(COMMIT, '1');
    await firstFile();
    const {removed} = await host.port.reset(everything);
    expect([value(FORWARD), value(REDIRECTS), value(COMMIT)]).toEqual(['0', '0', '2']);
    expect(removed).toEqual(expect.arrayContaining([`value of ${FORWARD}`, `value of ${COMMIT}`]));
    expect(removed).not.toContain(`value of ${REDIRECTS}`);
  });

  test('are what the configuration of the system says, if it says something', async () => {
    set(FORWARD, '0');
    host.write('/usr/lib/systemd/systemd-sysctl', `#!/bin/sh\necho "$@" >>${host.at('/calls')}\n`);
    const {chmodSync} = await import('node:fs');
    chmodSync(host.at('/usr/lib/systemd/systemd-sysctl'), 0o755);
    await firstFile();
    set(FORWARD, '1');
    await host.port.reset(everything);
    expect(host.text('/calls').trim()).toBe(`--prefix=/${FORWARD}`);
  });

  test('that did not exist before, or are gone, are left alone', async () => {
    set(COMMIT, '0');
    await firstFile();
    set(FORWARD, '1');
    const {rmSync} = await import('node:fs');
    rmSync(host.at(`/proc/sys/${COMMIT}`));
    await host.port.reset(everything);
    expect(value(FORWARD)).toBe('1');
    expect(host.exists(`/proc/sys/${COMMIT}`)).toBe(false);
  });

  test('stay on a host of an earlier quorate, which did not record them', async () => {
    host.write('/var/lib/quorate/owned', '/etc/sysctl.d/90-quorate.conf\n');
    set(FORWARD, '0');
    await firstFile();
    set(FORWARD, '1');
    await host.port.reset(everything);
    expect(value(FORWARD)).toBe('1');
  });
});

test('kernel modules that were not loaded before quorate are named', async () => {
  host.write('/proc/modules', 'overlay 1 0 - Live 0x0\n');
  await firstFile();
  host.write('/proc/modules', 'overlay 1 0 - Live 0x0\nbr_netfilter 1 0 - Live 0x0\nnf_conntrack 1 0 - Live 0x0\n');
  expect((await host.port.reset(everything)).loadedModules).toEqual(['br_netfilter', 'nf_conntrack']);
});

test('booleans of SELinux that quorate turned on are turned off again', async () => {
  for (const [name, state] of [
    ['container_manage_cgroup', '0 0'],
    ['haproxy_connect_any', '1 1'],
  ] as const)
    host.write(`/sys/fs/selinux/booleans/${name}`, `${state}\n`);
  host.command('setsebool', 'echo "$@" >>"$ROOT/calls"');
  await firstFile();
  await host.port.setBooleans(['container_manage_cgroup', 'haproxy_connect_any', 'unknown']);
  await host.port.reset(everything);
  expect(host.text('/calls').trim().split('\n')).toEqual([
    '-P container_manage_cgroup=on haproxy_connect_any=on',
    '-P container_manage_cgroup=off',
  ]);
});
