import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {Artifact, FileSource} from '../../../../src/core/artifacts/bundle.js';
import {manifestOf, manifestText} from '../../../../src/core/artifacts/lock.js';
import {artifactKey} from '../../../../src/core/artifacts/parse-manifest.js';
import {openBundle} from '../../../../src/io/bundle/bundle.js';
import {fetchBundle} from '../../../../src/io/bundle/fetch/fetch.js';
import {lockedBundle} from '../../../../src/io/bundle/locked.js';
import {startUpstream, type Upstream} from '../../../support/upstream-fixture.js';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({arches: ['amd64']});
});
afterAll(() => upstream.close());

let folder: string;
let lockFile: string;
let directory: string;
beforeEach(async () => {
  upstream.reset();
  folder = await mkdtemp(join(tmpdir(), 'quorate-store-'));
  lockFile = join(folder, 'quorate.lock.json');
  directory = join(folder, 'bundle');
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const origin = () => ({from: upstream.url, env: {}, signal: new AbortController().signal, report: () => {}});
const lockedOf = (name: string): Artifact => upstream.lock.artifacts.find(each => each.name === name)!;
const withSource = (artifact: Artifact, changes: Partial<FileSource>): Artifact => ({
  ...artifact,
  source: {...(artifact.source as FileSource), ...changes},
});

/** Downloads artifacts of a lock, as a command for a cluster does. */
const stored = async (...artifacts: readonly Artifact[]): Promise<void> => {
  await lockedBundle(manifestOf('Lock', artifacts), directory, async () => origin()).verify(artifacts);
};

describe('a size in the lock file that is not that of the content with the digest', () => {
  const wrong = (name: string, size: number): Artifact => {
    const artifact = withSource(lockedOf(name), {size});
    return (artifact.source as FileSource).member === undefined ? {...artifact, size} : artifact;
  };

  test.each([
    ['kubelet', 0],
    ['kubelet', 1],
    ['kubelet', 10_000_000],
    ['etcdctl', 0],
    ['etcdctl', 10_000_000],
  ])('of %s, %i, is a fault of the lock file, with the way to repair it', async (name, size) => {
    const artifact = wrong(name, size);
    await expect(stored(artifact)).rejects.toMatchObject({
      code: 'artifacts/lock-size',
      message: expect.stringContaining(`${lockedOf(name).source?.kind === 'file' && sizeOf(lockedOf(name))} bytes`),
      suggestions: [expect.stringContaining(artifactKey(artifact)), expect.stringContaining('quorate bundle fetch')],
    });
    await expect(readFile(join(directory, 'bundle.json'))).rejects.toThrow('ENOENT');
  });

  test('is repaired by deleting the artifact, and fetching again', async () => {
    const others = upstream.lock.artifacts.filter(({name}) => name !== 'kubelet');
    await writeFile(lockFile, manifestText(manifestOf('Lock', [...others, wrong('kubelet', 5)])));
    const fetch = () =>
      fetchBundle({kubernetes: '1.36.3', arches: ['amd64'], lockFile, directory, download: true, ...origin()});
    await expect(fetch()).rejects.toMatchObject({code: 'artifacts/lock-size'});
    await writeFile(lockFile, manifestText(manifestOf('Lock', others)));
    await fetch();
    expect(await readFile(lockFile, 'utf8')).toBe(manifestText(manifestOf('Lock', upstream.lock.artifacts)));
  });
});

test.each([
  ['bin/ctr', 'bin/ctr'],
  ['bin/ctr', './bin/ctr'],
  ['./bin/ctr', 'bin/ctr', 'bin/ctr'],
])('artifacts that are the same file of an archive, %s and %s, are all stored', async (...members) => {
  const names = ['ctr', 'containerd', 'containerd-shim-runc-v2'];
  const same = members.map((member, index) => withSource({...lockedOf('ctr'), name: names[index]!}, {member}));
  await stored(...same, lockedOf('etcd'));
  const bundle = lockedBundle(manifestOf('Lock', same), directory, async () => origin());
  for (const each of same) expect((await bundle.open(each)).size).toBeGreaterThan(0);
});

test('several artifacts with one file of an archive are downloaded once, and are intact', async () => {
  const same = ['ctr', 'containerd'];
  const locked = upstream.lock.artifacts.map(each =>
    same.includes(each.name) ? {...lockedOf('ctr'), name: each.name} : each,
  );
  await writeFile(lockFile, manifestText(manifestOf('Lock', locked)));
  await fetchBundle({kubernetes: '1.36.3', arches: ['amd64'], lockFile, directory, download: true, ...origin()});
  const {manifest, verify} = await openBundle(directory);
  const digests = manifest.artifacts.filter(({name}) => same.includes(name)).map(each => each.sha256);
  expect(digests).toEqual([lockedOf('ctr').sha256, lockedOf('ctr').sha256]);
  await verify(manifest.artifacts);
  expect(upstream.requests.filter(({path}) => path.includes('containerd-static') && path.endsWith('.gz'))).toHaveLength(
    1,
  );
});

test('binaries that were downloaded to be measured are not left among the downloads', async () => {
  const options = {kubernetes: '1.36.3', arches: ['amd64'] as const, lockFile, directory, download: true, ...origin()};
  await fetchBundle(options);
  await rm(lockFile);
  await fetchBundle(options);
  const left = await readdir(join(directory, 'downloads'), {recursive: true});
  expect(left.filter(path => /\/(?:kubelet|runc\.amd64)$/.test(path))).toEqual([]);
  expect(await readFile(lockFile, 'utf8')).toBe(manifestText(manifestOf('Lock', upstream.lock.artifacts)));
});

function sizeOf({source}: Artifact): number {
  return (source as FileSource).size;
}
