import {readdirSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.command('systemctl', 'ls "$ROOT/var/lib/etcd" >"$ROOT/seen"; echo "systemctl $*" >>"$ROOT/calls"');
  host.write('/etc/systemd/system/etcd.service', '[Unit]');
  host.write('/var/lib/quorate/etcd-member', 'state=learner\n');
  host.write('/var/lib/quorate/owned', '/var/lib/etcd\n');
  host.write('/var/lib/etcd/member/snap/db', 'data');
  host.write('/var/lib/etcd/.hidden', 'data');
});
afterEach(() => host.remove());

const what = {unit: 'etcd.service', directory: '/var/lib/etcd', file: '/var/lib/quorate/etcd-member'};

test('the unit is stopped before its data goes, and nothing else is touched', async () => {
  await host.port.clear(what);
  expect(host.text('/calls')).toBe('systemctl stop --quiet -- etcd.service\n');
  expect(host.text('/seen')).toBe('member\n');
  expect(readdirSync(host.at('/var/lib/etcd'))).toEqual([]);
  expect(readdirSync(host.at('/var/lib/quorate'))).toEqual(['owned']);
  await expect(host.port.clear(what)).resolves.toBeUndefined();
});

test('what says whose data it is stays while the data cannot be removed', async () => {
  host.command('rm', 'echo "rm: Device busy" >&2; exit 1');
  await expect(host.port.clear(what)).rejects.toMatchObject({message: expect.stringContaining('Device busy')});
  expect(host.exists('/var/lib/quorate/etcd-member')).toBe(true);
});

test('a unit that does not stop keeps its data', async () => {
  host.command('systemctl', 'echo "Job timed out" >&2; exit 1');
  await expect(host.port.clear(what)).rejects.toMatchObject({message: expect.stringContaining('Job timed out')});
  expect(host.exists('/var/lib/etcd/member/snap/db')).toBe(true);
});

test.each([
  {...what, directory: '/var/lib'},
  {...what, file: '/var/lib/quorate/owned'},
])('any other place is refused: %o', async asked => {
  await expect(host.port.clear(asked)).rejects.toMatchObject({message: expect.stringContaining('clears no such')});
  expect(host.exists('/var/lib/etcd/member/snap/db')).toBe(true);
});
