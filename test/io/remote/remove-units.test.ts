import {afterEach, beforeEach, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

const UNITS = ['quorate-etcd-schedule.service', 'quorate-etcd-snapshot.timer'];
const PATHS = UNITS.map(unit => `/etc/systemd/system/${unit}`);
const OTHERS = '/etc/systemd/system/etcd.service\n/opt/quorate/bin/etcd\n';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.write('/run/quorate/owned.lock', '');
  host.write('/etc/quorate/owned', `${OTHERS}${PATHS.join('\n')}\n`);
  host.write('/var/lib/quorate/owned', `${OTHERS}${PATHS.join('\n')}\n`);
  host.write('/var/lib/quorate/snapshots/20261126T070809Z-c1-5.db', 'data');
  for (const path of PATHS) host.write(path, '[Unit]\n');
  host.command('systemctl', 'echo "$*" >>"$ROOT/calls"; case "$*" in is-active*) echo inactive; exit 3 ;; esac');
});
afterEach(() => host.remove());

const remove = (identity?: {cluster: string; host: string}) =>
  host.port.removeUnits({identity: identity as never, units: UNITS, paths: [...PATHS, '/etc/not-ours']});

test('units are stopped and disabled, and their files leave the host and the list', async () => {
  host.write('/etc/not-ours', 'x');
  await remove();
  expect(host.text('/calls').trimEnd().split('\n')).toEqual([
    ...UNITS.flatMap(unit => [`stop --quiet -- ${unit}`, `disable --quiet -- ${unit}`]),
    'daemon-reload',
    `reset-failed -- ${UNITS.join(' ')}`,
  ]);
  expect(PATHS.filter(path => host.exists(path))).toEqual([]);
  for (const list of ['/etc/quorate/owned', '/var/lib/quorate/owned'])
    expect(host.text(list).split('\n').toSorted()).toEqual(OTHERS.split('\n').toSorted());
  expect(host.exists('/etc/not-ours')).toBe(true);
  expect(host.exists('/var/lib/quorate/snapshots/20261126T070809Z-c1-5.db')).toBe(true);
});

test('what is half removed is removed by the next run', async () => {
  await remove();
  host.write('/etc/quorate/owned', `${OTHERS}${PATHS.join('\n')}\n`);
  await remove();
  expect(host.text('/etc/quorate/owned')).not.toContain('quorate-etcd');
});

test('a unit that does not stop is an error, and its files stay', async () => {
  host.command('systemctl', 'case "$*" in stop*) echo "timed out" >&2; exit 1 ;; is-active*) echo active ;; esac');
  await expect(remove()).rejects.toMatchObject({code: 'hosts/command-failed'});
  expect(PATHS.every(path => host.exists(path))).toBe(true);
});

test('nothing is removed from a host of another identity', async () => {
  host.write('/var/lib/quorate/identity', 'cluster=other\nhost=cp9\n');
  await expect(remove({cluster: 'ours', host: 'cp1'})).rejects.toMatchObject({code: 'identity/other'});
  expect(PATHS.every(path => host.exists(path))).toBe(true);
});
