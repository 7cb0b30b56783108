import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, readFileSync, statSync} from 'node:fs';
import {userInfo} from 'node:os';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

/** That of the files which this process makes: a test need not run as root. */
const OWNER = `${userInfo().username}:${execFileSync('id', ['-gn'], {encoding: 'utf8'}).trim()}`;
const entry = (path: string, mode: string, owner = OWNER) => ({path, mode, owner});
const modeOf = (path: string) => (statSync(host.at(path)).mode & 0o777).toString(8);

test('modes of files and directories are set, and their contents and times of modification stay', async () => {
  host.write('/etc/kubernetes/pki/apiserver.key', 'key');
  host.write('/etc/kubernetes/pki/apiserver.crt', 'certificate');
  host.write('/opt/quorate/bin/with space', 'binary');
  chmodSync(host.at('/etc/kubernetes/pki'), 0o777);
  const before = statSync(host.at('/etc/kubernetes/pki/apiserver.key'));
  await host.port.setModes([
    entry('/etc/kubernetes/pki', '755'),
    entry('/etc/kubernetes/pki/apiserver.crt', '644'),
    entry('/etc/kubernetes/pki/apiserver.key', '600'),
    entry('/opt/quorate/bin/with space', '755'),
  ]);
  expect(
    ['/etc/kubernetes/pki', '/etc/kubernetes/pki/apiserver.crt', '/etc/kubernetes/pki/apiserver.key'].map(modeOf),
  ).toEqual(['755', '644', '600']);
  expect(modeOf('/opt/quorate/bin/with space')).toBe('755');
  const after = statSync(host.at('/etc/kubernetes/pki/apiserver.key'));
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  expect(readFileSync(host.at('/etc/kubernetes/pki/apiserver.key'), 'utf8')).toBe('key');
});

test('each path gets its own owner', async () => {
  host.command('chown', 'echo "$*" >>"$ROOT/calls"');
  for (const name of ['a', 'b', 'c']) host.write(`/etc/${name}`, name);
  await host.port.setModes([
    entry('/etc/a', '600', 'root:root'),
    entry('/etc/b', '600', 'etcd:etcd'),
    entry('/etc/c', '644', 'root:root'),
  ]);
  expect(host.text('/calls').trimEnd().split('\n')).toEqual(['etcd:etcd -- ./etc/b', 'root:root -- ./etc/a ./etc/c']);
});

test('a link to a directory counts as the directory, and a link to a file is refused', async () => {
  mkdirSync(host.at('/srv/etcd'), {recursive: true, mode: 0o777});
  mkdirSync(host.at('/var/lib'), {recursive: true});
  host.link('/var/lib/etcd', '../../srv/etcd');
  await host.port.setModes([entry('/var/lib/etcd', '700')]);
  expect(modeOf('/srv/etcd')).toBe('700');

  host.write('/etc/shadow', 'secret');
  chmodSync(host.at('/etc/shadow'), 0o600);
  host.link('/etc/kubernetes.conf', 'shadow');
  await expect(host.port.setModes([entry('/etc/kubernetes.conf', '644')])).rejects.toMatchObject({
    code: 'hosts/command-failed',
  });
  expect(modeOf('/etc/shadow')).toBe('600');
});

test('a path that has disappeared is an error with its name', async () => {
  await expect(host.port.setModes([entry('/etc/gone', '600')])).rejects.toThrow('/etc/gone');
});

test('nothing is run for no paths', async () => {
  await host.port.setModes([]);
  expect(host.commands).toEqual([]);
});
