import {afterEach, beforeEach, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

const KEYS = ['/etc/kubernetes/pki/ca.key', '/etc/kubernetes/pki/etcd/ca.key'];
const OTHERS = '/etc/kubernetes/pki/ca.crt\n/opt/quorate/bin/etcd\n';
const LISTS = ['/etc/quorate/owned', '/var/lib/quorate/owned'];

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.write('/run/quorate/owned.lock', '');
  // The second one was put there by hand.
  for (const list of LISTS) host.write(list, `${OTHERS}${KEYS[0]}\n`);
  for (const path of [...KEYS, '/etc/kubernetes/pki/ca.crt']) host.write(path, 'text');
});
afterEach(() => host.remove());

const remove = (identity?: {cluster: string; host: string}) =>
  host.port.removeFiles({identity: identity as never, paths: KEYS});

test('files are deleted, also those that quorate did not write, and leave the list of owned files', async () => {
  await remove();
  expect(KEYS.filter(path => host.exists(path))).toEqual([]);
  expect(host.exists('/etc/kubernetes/pki/ca.crt')).toBe(true);
  for (const list of LISTS) expect(host.text(list).split('\n').toSorted()).toEqual(OTHERS.split('\n').toSorted());
});

test('files that are gone already are no error', async () => {
  await remove();
  await remove();
  expect(KEYS.filter(path => host.exists(path))).toEqual([]);
});

test('nothing is deleted on a host of another identity', async () => {
  host.write('/var/lib/quorate/identity', 'cluster=other\nhost=cp9\n');
  await expect(remove({cluster: 'ours', host: 'cp1'})).rejects.toMatchObject({code: 'identity/other'});
  expect(KEYS.every(path => host.exists(path))).toBe(true);
});
