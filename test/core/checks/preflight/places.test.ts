import {describe, expect, test} from 'vitest';
import type {HostFacts} from '../../../../src/core/model/observed.js';
import type {PlaceFact} from '../../../../src/core/model/place.js';
import {placesOf} from '../../../support/builders/places.js';
import {codes, saidOf} from './plan-input.js';

const PLACES = [
  '/opt',
  '/opt/quorate',
  '/opt/cni/bin',
  '/etc/etcd',
  '/usr/local/bin',
  '/var/lib/containerd',
  '/var/lib/etcd',
];
const places = (changes: Readonly<Record<string, Partial<PlaceFact>>>) => placesOf(PLACES, changes);
const directory = (empty: boolean) => ({empty, mode: '700', owner: 'root:root'});

describe('/var/lib/etcd that is a link to a directory on another disk', () => {
  const link = (empty: boolean, real = '/srv/etcd'): Partial<HostFacts> => ({
    links: new Map([['/var/lib/etcd', real]]),
    directories: new Map([['/var/lib/etcd', directory(empty)]]),
    places: places({'/var/lib/etcd': {real}}),
  });

  test('has no finding while the directory is empty', () => {
    expect(saidOf('cp-1', link(true))).toEqual([]);
  });

  test('is refused with data, under the name that cannot be ignored', () => {
    const [finding, ...others] = saidOf('cp-1', link(false));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'DirAvailable--var-lib-etcd',
      level: 'error',
      message: expect.stringContaining('/srv/etcd'),
      fix: expect.stringContaining('! -name lost+found'),
    });
  });

  test.each(['/home/me/etcd', '/root/etcd', '/tmp/etcd', '/var/tmp/etcd', '/run/user/0/etcd'])(
    'is refused when it leads to %s, which its service cannot see',
    real => {
      expect(codes(saidOf('cp-1', link(true, real)))).toEqual(['error DirAvailable--var-lib-etcd']);
      expect(saidOf('worker-1', link(true, real))).toEqual([]);
    },
  );
});

test('data in a mount point is refused with a command that does not move the mount point', () => {
  const [finding] = saidOf('cp-1', {
    directories: new Map([['/var/lib/etcd', directory(false)]]),
    places: places({'/var/lib/etcd': {mount: {point: '/var/lib/etcd', device: '254:16', options: ['rw']}}}),
  });
  expect(finding).toMatchObject({code: 'DirAvailable--var-lib-etcd', fix: expect.stringContaining('-exec mv -t')});
});

describe('what is where a directory has to be', () => {
  test.each([
    ['/var/lib/etcd', 'error DirAvailable--var-lib-etcd'],
    ['/etc/etcd', 'error DirAvailable--etc-etcd'],
    ['/opt', 'error DirAvailable--opt'],
    ['/opt/cni', 'error DirAvailable--opt-cni'],
  ])('a link without a target at %s is refused with the target', (path, code) => {
    const below = PLACES.filter(each => each === path || each.startsWith(`${path}/`));
    const said = saidOf('cp-1', {
      links: new Map([[path, '/data/gone']]),
      places: places(Object.fromEntries(below.map(each => [each, {obstacle: path}]))),
    });
    expect(codes(said)).toEqual([code]);
    expect(said[0]).toMatchObject({
      message: expect.stringContaining('/data/gone, which does not exist'),
      fix: expect.stringContaining('mkdir -p /data/gone'),
    });
  });

  test('a link without a target that is relative is refused with the full path of the target', () => {
    const [finding] = saidOf('cp-1', {
      links: new Map([['/var/lib/etcd', '../data']]),
      places: places({'/var/lib/etcd': {obstacle: '/var/lib/etcd'}}),
    });
    expect(finding?.fix).toContain('mkdir -p /var/lib/../data');
  });

  test('a file is refused once, also if it is one of the files of quorate’s paths', () => {
    const file = {digest: 'a'.repeat(64), mode: '644', owner: 'root:root'} as never;
    const said = saidOf('cp-1', {
      files: new Map([['/var/lib/etcd', file]]),
      places: places({'/var/lib/etcd': {obstacle: '/var/lib/etcd'}}),
    });
    expect(codes(said)).toEqual(['error DirAvailable--var-lib-etcd']);
  });

  test('a link at the path of a file or of a link of quorate is refused, also if it leads to a directory', () => {
    const said = saidOf('cp-1', {
      links: new Map([['/usr/local/bin/kubectl', '/srv']]),
      directories: new Map([['/usr/local/bin/kubectl', directory(true)]]),
    });
    expect(codes(said)).toEqual(['error FileAvailable--usr-local-bin-kubectl']);
  });
});

describe('a directory that cannot be written to', () => {
  const mounted = (point: string, options: readonly string[]) => ({mount: {point, device: '254:1', options}});

  test.each([
    ['/usr/local/bin', '/usr', ['ro', 'relatime']],
    ['/etc/etcd', '/etc', ['rw', 'ro']],
    ['/opt/quorate', '/', ['ro']],
    ['/var/lib/containerd', '/var/lib/containerd', ['ro']],
  ])('%s on %s, mounted %j, is an error on a new host and a warning later', (path, point, options) => {
    const facts = {places: places({[path]: mounted(point, options)})};
    expect(codes(saidOf('cp-1', facts))).toEqual(['error ReadOnly']);
    expect(codes(saidOf('cp-1', facts, {isNew: false}))).toEqual(['warning ReadOnly']);
    expect(saidOf('cp-1', facts)[0]?.fix).toContain(`mount -o remount,rw ${point}`);
  });

  test('is one finding for each mount', () => {
    const facts = {places: places({'/opt': mounted('/opt', ['ro']), '/opt/quorate': mounted('/opt', ['ro'])})};
    expect(codes(saidOf('cp-1', facts))).toEqual(['error ReadOnly']);
  });

  test('without a read-only mount is immutable', () => {
    const facts = {places: places({'/usr/local/bin': {writable: false}})};
    expect(saidOf('cp-1', facts)).toMatchObject([{code: 'ReadOnly', fix: expect.stringContaining('chattr -i')}]);
  });
});

describe.each(['/var/lib/kubelet', '/var/lib/containerd'])('%s that is a link', path => {
  const link = (empty: boolean): Partial<HostFacts> => ({
    links: new Map([[path, '/srv']]),
    directories: new Map([[path, directory(empty)]]),
    places: new Map([...places({}), ...placesOf([path], {[path]: {real: '/srv'}})]),
  });

  test('to a directory with files is refused on a node that joins: a reset empties it', () => {
    expect(codes(saidOf('worker-1', link(false)))).toEqual([`error DirAvailable-${path.replaceAll('/', '-')}`]);
    expect(saidOf('worker-1', link(false), {isNew: false})).toEqual([]);
    expect(saidOf('worker-1', link(true))).toEqual([]);
  });

  test('has no finding if it is no link', () => {
    expect(saidOf('worker-1', {...link(false), links: new Map()})).toEqual([]);
  });
});
