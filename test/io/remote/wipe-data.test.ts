import {readdirSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {identities, saying} from './identities.js';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.command('systemctl', 'ls "$ROOT/var/lib/etcd" >"$ROOT/seen"; echo "systemctl $*" >>"$ROOT/calls"');
  host.write('/etc/systemd/system/etcd.service', '[Unit]');
  host.write('/var/lib/quorate/etcd-member', 'state=learner\n');
  host.write('/etc/etcd/member', 'state=learner\n');
  host.write('/var/lib/quorate/owned', '/var/lib/etcd\n');
  host.write('/var/lib/etcd/member/snap/db', 'data');
  host.write('/var/lib/etcd/.hidden', 'data');
});
afterEach(() => host.remove());

const markers = ['/var/lib/quorate/etcd-member', '/etc/etcd/member'];
const what = {identity: undefined, unit: 'etcd.service', directory: '/var/lib/etcd', files: markers};

test('the unit is stopped before its data is deleted, and nothing else is changed', async () => {
  await host.port.wipeData(what);
  expect(host.text('/calls')).toBe('systemctl stop --quiet -- etcd.service\n');
  expect(host.text('/seen')).toBe('member\n');
  expect(readdirSync(host.at('/var/lib/etcd'))).toEqual([]);
  expect(readdirSync(host.at('/var/lib/quorate'))).toEqual(['owned']);
  expect(readdirSync(host.at('/etc/etcd'))).toEqual([]);
  await expect(host.port.wipeData(what)).resolves.toBeUndefined();
});

test('the markers stay when the data cannot be deleted', async () => {
  host.command('rm', 'echo "rm: Device busy" >&2; exit 1');
  await expect(host.port.wipeData(what)).rejects.toMatchObject({message: expect.stringContaining('Device busy')});
  for (const marker of markers) expect(host.exists(marker)).toBe(true);
});

test('a unit that does not stop keeps its data', async () => {
  host.command('systemctl', 'echo "Job timed out" >&2; exit 1');
  await expect(host.port.wipeData(what)).rejects.toMatchObject({message: expect.stringContaining('Job timed out')});
  expect(host.exists('/var/lib/etcd/member/snap/db')).toBe(true);
});

test.each([
  {...what, directory: '/var/lib'},
  {...what, files: ['/var/lib/quorate/owned']},
  {...what, files: [...markers, '/etc/etcd/bootstrap.env']},
])('other paths are refused: %o', async asked => {
  await expect(host.port.wipeData(asked)).rejects.toMatchObject({
    message: expect.stringContaining('refused to remove'),
  });
  expect(host.exists('/var/lib/etcd/member/snap/db')).toBe(true);
});

test('a host with another identity keeps its data and its running unit', async () => {
  const {cp1, w1, elsewhere} = identities;
  host.write('/etc/quorate/identity', saying(cp1));
  for (const identity of [w1, elsewhere, undefined])
    await expect(host.port.wipeData({...what, identity})).rejects.toMatchObject({
      code: 'identity/other',
      message: expect.stringContaining('/etc/quorate/identity has the identity of cp-1'),
    });
  expect([host.exists('/calls'), host.exists('/var/lib/etcd/member/snap/db')]).toEqual([false, true]);
  await host.port.wipeData({...what, identity: cp1});
  expect(readdirSync(host.at('/var/lib/etcd'))).toEqual([]);
  expect(host.exists('/etc/quorate/identity')).toBe(true);
});

test('data that a restore has set aside stays', async () => {
  host.write('/var/lib/etcd/quorate-old/a1-b2/member/snap/db', 'old');
  await host.port.wipeData(what);
  expect(readdirSync(host.at('/var/lib/etcd'))).toEqual(['quorate-old']);
  expect(host.text('/var/lib/etcd/quorate-old/a1-b2/member/snap/db')).toBe('old');
});
