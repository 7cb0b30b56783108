import {expect, test} from 'vitest';
import type {FileFact} from '../../../../src/core/model/observed.js';
import {codes, release, saidOf} from './plan-input.js';

const MB = 1_000_000;
/** For a worker: 600 MB under /opt, 200 MB for containerd, and a margin of 200 MB. */
const enough = {'/opt': 800 * MB, '/var/lib/containerd': 400 * MB};

test('a host without space for binaries and images is refused, with both figures', () => {
  const [finding, ...others] = saidOf('worker-1', {diskFree: {...enough, '/opt': 799 * MB}});
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    code: 'DiskSpace',
    level: 'error',
    message: 'worker-1: /opt has 799.0 MB free; binaries and images need 800.0 MB',
  });
});

test('a host with just enough space has no finding; artifacts of other roles do not count', () => {
  expect(saidOf('worker-1', {diskFree: enough})).toEqual([]);
});

test('the needs of paths on one file system are added up', () => {
  const shared = (free: number) => ({'/opt': free, '/var/lib/containerd': free});
  expect(codes(saidOf('worker-1', {diskFree: shared(999 * MB)}))).toEqual(['error DiskSpace']);
  expect(saidOf('worker-1', {diskFree: shared(1000 * MB)})).toEqual([]);
});

test('artifacts that are installed already, by digest, need no space', () => {
  const there = (name: string): [string, FileFact] => {
    const {component, version, kind, sha256} = release.artifacts.get(name)!;
    const path = `/opt/quorate/${component}/${version}/${name}${kind === 'image' ? '.tar' : ''}`;
    return [path, {digest: sha256, mode: '755', owner: 'root:root'}];
  };
  const diskFree = {'/opt': 1, '/var/lib/containerd': 2};
  expect(saidOf('worker-1', {diskFree, files: new Map([there('kubelet'), there('coredns')])})).toEqual([]);
});

test('unknown free space is a warning', () => {
  expect(codes(saidOf('worker-1', {diskFree: {}}))).toEqual(['warning DiskSpace']);
});

test('a small file system under /var/lib/etcd is a warning', () => {
  const diskFree = {'/opt': 4000 * MB, '/var/lib/containerd': 4000 * MB, '/var/lib/etcd': 1000 * MB};
  expect(codes(saidOf('cp-1', {diskFree}))).toEqual(['warning DiskSpace']);
  expect(saidOf('cp-1', {diskFree}, {isNew: false})).toEqual([]);
});
