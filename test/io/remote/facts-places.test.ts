import {mkdirSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

const DATA = '/var/lib/etcd';
const factsOf = (...places: readonly string[]) => host.port.facts({...EMPTY_QUERY, places, paths: [DATA]});
const place = async (path: string) => (await factsOf(path)).places.get(path);

test('a place that does not exist is below its nearest directory', async () => {
  mkdirSync(host.at('/var/lib'), {recursive: true});
  const found = await factsOf(DATA, '/opt/quorate');
  expect([...found.places.keys()]).toEqual([DATA, '/opt/quorate']);
  for (const [path, fact] of found.places) {
    expect(fact).toMatchObject({real: path, writable: true});
    expect(fact.freeBytes).toBeGreaterThan(0);
    expect(fact.obstacle).toBeUndefined();
  }
});

test.each(['sh', 'bash'] as const)('a place behind links is where they lead, in %s', async shell => {
  host.shell = shell;
  mkdirSync(host.at('/srv/disk/etcd'), {recursive: true});
  host.link('/data', 'srv/disk');
  host.link(DATA, '../../data/etcd');
  expect(await factsOf(DATA, '/data/new/deep')).toMatchObject({
    places: new Map([
      [DATA, {real: '/srv/disk/etcd'}],
      ['/data/new/deep', {real: '/srv/disk/new/deep'}],
    ]),
  });
});

test('a link to a directory has the facts of the directory', async () => {
  mkdirSync(host.at('/srv/etcd/lost+found'), {recursive: true});
  host.link(DATA, '../../srv/etcd');
  const directory = async () => (await factsOf(DATA)).directories.get(DATA);
  expect(await directory()).toMatchObject({empty: true, mode: expect.stringMatching(/^7/)});
  host.write('/srv/etcd/member/snap/db', 'data');
  expect(await directory()).toMatchObject({empty: false});
  expect((await factsOf(DATA)).links.get(DATA)).toBe('../../srv/etcd');
});

test.each([
  ['a link without a target', () => host.link(DATA, '/nowhere/etcd'), '/nowhere/etcd'],
  ['a link to itself', () => host.link(DATA, 'etcd'), 'etcd'],
  ['a file', () => host.write(DATA, 'x'), undefined],
] as const)('%s in the way of a place is an obstacle', async (_, make, target) => {
  make();
  const found = await factsOf(`${DATA}/member/snap`);
  expect(found.places.get(`${DATA}/member/snap`)).toMatchObject({obstacle: DATA});
  expect(found.links.get(DATA)).toBe(target);
  expect(found.directories.has(DATA)).toBe(false);
});

test('an obstacle that is not among the paths is found, with its target', async () => {
  host.link('/etc/etcd', '/data/gone');
  const found = await factsOf('/etc/etcd');
  expect(found.places.get('/etc/etcd')).toMatchObject({obstacle: '/etc/etcd'});
  expect(found.links.get('/etc/etcd')).toBe('/data/gone');
});

const MOUNTS = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
28 27 254:1 / /opt rw,nosuid,noexec - xfs /dev/vdb rw
29 27 254:2 / /usr ro,relatime shared:1 - ext4 /dev/vdc rw
30 27 254:3 / /srv/my\\040disk rw - ext4 /dev/vdd ro
31 27 254:4 / /opt rw - ext4 /dev/vde rw
32 27 0:99 / /var/lib/kubelet/pods/1 rw - tmpfs tmpfs rw
`;

test.each([
  ['/opt/quorate', {point: '/opt', device: '254:4', options: ['rw', 'rw']}],
  ['/optional', {point: '/', device: '254:0', options: ['rw', 'relatime', 'rw', 'discard']}],
  ['/usr/local/bin', {point: '/usr', device: '254:2', options: ['ro', 'relatime', 'rw']}],
  [DATA, {point: '/srv/my disk', device: '254:3', options: ['rw', 'ro']}],
  ['/var/lib/kubelet/pods/1/x', {point: '/', device: '254:0', options: expect.any(Array)}],
])('%s has the mount that it is on, the last of a point', async (path, mount) => {
  host.write('/proc/self/mountinfo', MOUNTS);
  for (const directory of ['/srv/my disk/etcd', '/opt', '/usr/local/bin'])
    mkdirSync(host.at(directory), {recursive: true});
  host.link(DATA, '../../srv/my disk/etcd');
  expect((await place(path))?.mount).toEqual(mount);
});

test('without a list of mounts the mount is unknown', async () => {
  expect((await place('/opt'))?.mount).toBeUndefined();
});

test('real paths that do not answer the question are an error', async () => {
  host.command('realpath', 'echo /');
  await expect(factsOf(DATA, '/opt')).resolves.toBeDefined();
  mkdirSync(host.at('/opt'));
  await expect(factsOf(DATA, '/opt')).rejects.toMatchObject({code: 'hosts/garbled-facts'});
});
