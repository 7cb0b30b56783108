import {describe, expect, test} from 'vitest';
import {anyArch} from '../../../../src/core/artifacts/bundle.js';
import type {FileFact, HostFacts} from '../../../../src/core/model/observed.js';
import {placeFact, placesOf} from '../../../support/builders/places.js';
import {withSources} from '../../../support/builders/release.js';
import {codes, forBothArches, release, saidOf} from './plan-input.js';

const MB = 1_000_000;
const placesWith = (bytes: Readonly<Record<string, number>>): HostFacts['places'] =>
  new Map(Object.entries(bytes).map(([path, freeBytes]) => [path, {real: path, writable: true, freeBytes}]));
/** For a worker: 600 MB under /opt, 200 MB for containerd, and a margin of 200 MB. */
const enough = {'/opt': 800 * MB, '/var/lib/containerd': 400 * MB};

test('a host without space for binaries and images is refused, with both figures', () => {
  const [finding, ...others] = saidOf('worker-1', {places: placesWith({...enough, '/opt': 799 * MB})});
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    code: 'DiskSpace',
    level: 'error',
    message: 'worker-1: /opt has 799.0 MB free; binaries and images need 800.0 MB',
  });
});

test('a host with just enough space has no finding; artifacts of other roles do not count', () => {
  expect(saidOf('worker-1', {places: placesWith(enough)})).toEqual([]);
});

test('the artifacts of the architecture of the host count, and those of others do not', () => {
  const needs = (arch: string, free: number) =>
    saidOf('worker-1', {arch, places: placesWith({...enough, '/opt': free})}, {from: forBothArches});
  expect(needs('amd64', 800 * MB)).toEqual([]);
  expect(needs('arm64', 1300 * MB)).toEqual([]);
  expect(needs('arm64', 1299 * MB)).toMatchObject([
    {code: 'DiskSpace', message: 'worker-1: /opt has 1.3 GB free; binaries and images need 1.3 GB'},
  ]);
});

test('the needs of paths on one file system are added up', () => {
  const shared = (free: number) => ({'/opt': free, '/var/lib/containerd': free});
  expect(codes(saidOf('worker-1', {places: placesWith(shared(999 * MB))}))).toEqual(['error DiskSpace']);
  expect(saidOf('worker-1', {places: placesWith(shared(1000 * MB))})).toEqual([]);
});

test('a file system that is mounted twice is one, whatever its free bytes were when each was read', () => {
  const needs = (device: string) =>
    codes(
      saidOf('worker-1', {
        places: new Map([
          ['/opt', placeFact('/opt', {freeBytes: 801 * MB})],
          [
            '/var/lib/containerd',
            placeFact('/srv/containerd', {
              freeBytes: 800 * MB,
              mount: {point: '/srv', device, options: ['rw']},
            }),
          ],
        ]),
      }),
    );
  expect(needs('254:0')).toEqual(['error DiskSpace']);
  expect(needs('254:16')).toEqual([]);
});

test('few free inodes are a warning on a new host, once for a file system', () => {
  const places = placesOf(['/opt', '/etc'], {'/opt': {freeInodes: 10}, '/etc': {freeInodes: 10}});
  const facts = {places: new Map([...placesOf(['/var/lib/containerd']), ...places])};
  expect(codes(saidOf('worker-1', facts))).toEqual(['warning DiskSpace']);
  expect(saidOf('worker-1', facts, {isNew: false})).toEqual([]);
});

test('artifacts that are installed already, by digest, need no space', () => {
  const there = (name: string): [string, FileFact] => {
    const {component, version, kind, sha256} = anyArch(release).artifacts.get(name)!;
    const path = `/opt/quorate/${component}/${version}/${name}${kind === 'image' ? '.tar' : ''}`;
    return [path, {digest: sha256, mode: '755', owner: 'root:root'}];
  };
  const diskFree = {'/opt': 1, '/var/lib/containerd': 2};
  expect(
    saidOf('worker-1', {places: placesWith(diskFree), files: new Map([there('kubelet'), there('coredns')])}),
  ).toEqual([]);
});

test('unknown free space is a warning', () => {
  expect(codes(saidOf('worker-1', {places: placesWith({})}))).toEqual(['warning DiskSpace']);
});

test('a small file system under /var/lib/etcd is a warning', () => {
  const diskFree = {'/opt': 4000 * MB, '/var/lib/containerd': 4000 * MB, '/var/lib/etcd': 1000 * MB};
  expect(codes(saidOf('cp-1', {places: placesWith(diskFree)}))).toEqual(['warning DiskSpace']);
  expect(saidOf('cp-1', {places: placesWith(diskFree)}, {isNew: false})).toEqual([]);
});

describe('with hosts that download', () => {
  const downloads = {base: 'https://files.example.com/'};
  const needs = (free: number) =>
    saidOf(
      'worker-1',
      {places: placesWith({...enough, '/opt': free})},
      {changes: {downloads}, from: withSources(release)},
    );

  test('an image is on the disk together with its parts, one at a time', () => {
    // The parts of an image are 20 bytes here.
    expect(needs(800 * MB + 20)).toEqual([]);
    expect(codes(needs(800 * MB + 19))).toEqual(['error DiskSpace']);
  });
});
