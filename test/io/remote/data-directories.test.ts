import {mkdirSync, readdirSync, readlinkSync, statSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.write('/proc/self/mountinfo', '');
  for (const name of ['systemctl', 'ip', 'nft', 'umount'])
    host.command(name, 'echo "$(basename "$0") $*" >>"$ROOT/calls"');
});
afterEach(() => host.remove());

const DATA = '/var/lib/etcd';
const calls = () => host.text('/calls').trimEnd().split('\n');
const wipe = () => host.port.wipeData({identity: undefined, unit: 'etcd.service', directory: DATA, files: []});
const reset = (...directories: readonly string[]) =>
  host.port.reset({identity: undefined, units: [], directories, deleteEdited: false});

describe.each([
  ['the data of a member is wiped', wipe],
  ['a host is reset', () => reset(DATA)],
] as const)('when %s,', (_, act) => {
  test('lost+found of its file system stays, with what fsck found', async () => {
    host.write(`${DATA}/member/snap/db`, 'data');
    host.write(`${DATA}/.hidden`, 'data');
    host.write(`${DATA}/lost+found/#123`, 'found');
    await act();
    expect(readdirSync(host.at(DATA))).toEqual(['lost+found']);
    expect(readdirSync(host.at(`${DATA}/lost+found`))).toEqual(['#123']);
    await expect(act()).resolves.not.toThrow();
  });

  test.each([
    ['a file', () => host.write(`${DATA}/lost+found`, 'x')],
    ['a link', () => host.link(`${DATA}/lost+found`, '/nowhere')],
  ] as const)('%s of the name lost+found is deleted', async (__, make) => {
    make();
    await act();
    expect(host.exists(`${DATA}/lost+found`)).toBe(false);
  });

  test('a link to a directory on another disk stays, and the directory is empty', async () => {
    host.write('/srv/etcd/member/snap/db', 'data');
    host.write('/srv/other', 'mine');
    host.link(DATA, '../../srv/etcd');
    await act();
    expect(readlinkSync(host.at(DATA))).toBe('../../srv/etcd');
    expect(readdirSync(host.at('/srv/etcd'))).toEqual([]);
    expect(readdirSync(host.at('/srv'))).toEqual(['etcd', 'other']);
  });

  test('links in the data are deleted, and not followed', async () => {
    host.write('/srv/precious', 'mine');
    host.link(`${DATA}/member`, '/srv');
    host.link(`${DATA}/gone`, '/nowhere');
    mkdirSync(host.at(`${DATA}/empty`));
    await act();
    expect(host.exists(DATA) ? readdirSync(host.at(DATA)) : []).toEqual([]);
    expect(host.exists('/srv/precious')).toBe(true);
  });
});

test('mounts of pods are found below the directory that a link leads to, and other mounts there stay', async () => {
  mkdirSync(host.at('/srv/kubelet'), {recursive: true});
  mkdirSync(host.at('/srv/containerd'), {recursive: true});
  host.link('/var/lib/kubelet', '../../srv/kubelet');
  host.link('/var/lib/containerd', '../../srv/containerd');
  const line = (path: string) => `1 2 0:1 / ${path} rw - ext4 /dev/x rw\n`;
  const mounts = [
    '/srv',
    '/srv/kubelet',
    '/srv/kubelet/pods/1',
    '/srv/kubelet/mine',
    '/srv/containerd/io.containerd.x/1',
  ];
  host.write('/proc/self/mountinfo', mounts.map(line).join(''));
  host.command('umount', 'echo "umount $*" >>"$ROOT/calls"; : >"$ROOT/proc/self/mountinfo"');
  await reset('/var/lib/kubelet', '/var/lib/containerd');
  expect(
    calls()
      .filter(call => call.startsWith('umount'))
      .toSorted(),
  ).toEqual(['umount -- ./srv/containerd/io.containerd.x/1', 'umount -- ./srv/kubelet/pods/1']);
});

test('a directory that is a link to one is made already, gets the mode, and is not listed as owned', async () => {
  mkdirSync(host.at('/srv/etcd'), {recursive: true});
  host.link(DATA, '../../srv/etcd');
  await host.port.makeDirectories([{path: DATA, mode: '700'}]);
  expect(readlinkSync(host.at(DATA))).toBe('../../srv/etcd');
  expect(statSync(host.at('/srv/etcd')).mode & 0o777).toBe(0o700);
  expect(host.exists('/var/lib/quorate/owned') ? host.text('/var/lib/quorate/owned') : '').toBe('');
});

test('a directory cannot be made where a link leads nowhere', async () => {
  host.link(DATA, '/nowhere');
  await expect(host.port.makeDirectories([{path: DATA, mode: '700'}])).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringContaining(DATA),
  });
});
