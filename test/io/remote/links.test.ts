import {readdirSync, readlinkSync, statSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

test('links are created and replaced, with their directories, and listed as owned', async () => {
  host.link('/opt/quorate/bin/etcd', '/opt/quorate/etcd/1/etcd');
  await host.port.link([
    {path: '/opt/quorate/bin/etcd', target: '/opt/quorate/etcd/2/etcd'},
    {path: '/opt/cni/bin/my plugin', target: '/opt/quorate/cni-plugins/1/my plugin'},
  ]);
  expect(readlinkSync(host.at('/opt/quorate/bin/etcd'))).toBe('/opt/quorate/etcd/2/etcd');
  expect(readlinkSync(host.at('/opt/cni/bin/my plugin'))).toBe('/opt/quorate/cni-plugins/1/my plugin');
  expect(readdirSync(host.at('/opt/quorate/bin'))).toEqual(['etcd']);
  expect(host.text('/var/lib/quorate/owned')).toBe(
    '/opt/quorate/bin/etcd\n/opt/cni\n/opt/cni/bin\n/opt/cni/bin/my plugin\n',
  );
});

test('a link to a directory is replaced, not entered', async () => {
  host.write('/target/x', '');
  host.link('/link', 'target');
  await host.port.link([{path: '/link', target: 'elsewhere'}]);
  expect(readlinkSync(host.at('/link'))).toBe('elsewhere');
  expect(readdirSync(host.at('/target'))).toEqual(['x']);
});

test('a directory is not replaced by a link', async () => {
  host.write('/opt/quorate/bin/etcd/x', '');
  await expect(host.port.link([{path: '/opt/quorate/bin/etcd', target: 'x'}])).rejects.toMatchObject({
    code: 'hosts/command-failed',
  });
  expect(readdirSync(host.at('/opt/quorate/bin'))).toEqual(['etcd']);
});

test('directories get their mode, and only new ones are owned', async () => {
  host.write('/var/lib/kubelet/x', '');
  await host.port.makeDirectories([
    {path: '/var/lib/kubelet', mode: '700'},
    {path: '/var/lib/etcd/deep', mode: '700'},
  ]);
  const mode = (path: string) => statSync(host.at(path)).mode & 0o777;
  expect([mode('/var/lib/kubelet'), mode('/var/lib/etcd'), mode('/var/lib/etcd/deep')]).toEqual([0o700, 0o755, 0o700]);
  expect(host.text('/var/lib/quorate/owned')).toBe('/var/lib/etcd\n/var/lib/etcd/deep\n');
});

test('a file at the path of a directory is an error', async () => {
  host.write('/var/lib/etcd', '');
  await expect(host.port.makeDirectories([{path: '/var/lib/etcd', mode: '700'}])).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringContaining('cp-1'),
  });
});

test('a binary file is read unchanged, and not logged', async () => {
  const bytes = Buffer.from([0, 10, 255, 13, 10, 10]);
  host.write('/etc/kubernetes/pki/ca.key', bytes);
  expect(await host.port.read('/etc/kubernetes/pki/ca.key')).toEqual(bytes);
  expect(host.commands[0]).toMatchObject({secret: true, changes: false});
});

test('a file that does not exist is undefined; one that cannot be read is an error', async () => {
  expect(await host.port.read('/etc/none')).toBeUndefined();
  expect(await host.port.read('/etc/machine-id/none')).toBeUndefined();
  await expect(host.port.read('/etc')).rejects.toMatchObject({code: 'hosts/command-failed'});
  host.command('cat', 'echo "cat: /x: Input/output error" >&2; exit 1');
  await expect(host.port.read('/etc/machine-id')).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringContaining('Input/output error'),
  });
});
