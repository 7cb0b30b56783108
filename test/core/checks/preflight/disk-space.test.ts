import {expect, test} from 'vitest';
import type {FileFact} from '../../../../src/core/model/observed.js';
import {codes, release, saidOf} from './situation.js';

const MB = 1_000_000;
/** For a worker: 600 MB under /opt, 200 MB for containerd, 200 MB to spare. */
const enough = {'/opt': 800 * MB, '/var/lib/containerd': 400 * MB};

test('refuses a host without room for what is to be installed, with both figures', () => {
  const [finding, ...others] = saidOf('worker-1', {diskFree: {...enough, '/opt': 799 * MB}});
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    code: 'DiskSpace',
    level: 'error',
    message: 'worker-1: 799.0 MB are free at /opt, binaries and images need 800.0 MB',
  });
});

test('is content with just enough, and does not count what the host does not get', () => {
  expect(saidOf('worker-1', {diskFree: enough})).toEqual([]);
});

test('adds up the needs of paths that lie on one file system', () => {
  const shared = (free: number) => ({'/opt': free, '/var/lib/containerd': free});
  expect(codes(saidOf('worker-1', {diskFree: shared(999 * MB)}))).toEqual(['error DiskSpace']);
  expect(saidOf('worker-1', {diskFree: shared(1000 * MB)})).toEqual([]);
});

test('does not ask for the room of what is there already, by digest', () => {
  const there = (name: string): [string, FileFact] => {
    const {component, version, kind, sha256} = release.artifacts.get(name)!;
    const path = `/opt/quorate/${component}/${version}/${name}${kind === 'image' ? '.tar' : ''}`;
    return [path, {digest: sha256, mode: '755', owner: 'root:root'}];
  };
  const diskFree = {'/opt': 1, '/var/lib/containerd': 2};
  expect(saidOf('worker-1', {diskFree, files: new Map([there('kubelet'), there('coredns')])})).toEqual([]);
});

test('warns when the free space could not be seen: unknown is not enough, and not too little', () => {
  expect(codes(saidOf('worker-1', {diskFree: {}}))).toEqual(['warning DiskSpace']);
});

test('warns of a small file system under etcd', () => {
  const diskFree = {'/opt': 4000 * MB, '/var/lib/containerd': 4000 * MB, '/var/lib/etcd': 1000 * MB};
  expect(codes(saidOf('cp-1', {diskFree}))).toEqual(['warning DiskSpace']);
  expect(saidOf('cp-1', {diskFree}, {isNew: false})).toEqual([]);
});
