import {spawnSync} from 'node:child_process';
import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import fc from 'fast-check';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {sha256} from '../../../../src/core/model/digest.js';
import {downloadFile, type Received} from '../../../../src/io/bundle/download/file.js';
import {openOrigin} from '../../../../src/io/bundle/download/open-origin.js';
import type {Origin} from '../../../../src/io/bundle/download/origin.js';
import type {OnBytes, Wanted} from '../../../../src/io/bundle/download/transfer.js';
import {startUpstream, type Upstream} from '../../../support/upstream-fixture.js';

const SIZE = 200_000;

let upstream: Upstream;
let content: Buffer;
let path: string;
beforeAll(async () => {
  upstream = await startUpstream({arches: ['amd64'], size: SIZE});
  path = upstream.paths.find(each => each.endsWith('/kubelet'))!;
  const mirror = await mkdtemp(join(tmpdir(), 'quorate-mirror-'));
  await upstream.writeMirror(mirror);
  content = await readFile(join(mirror, path));
  await rm(mirror, {recursive: true});
});
afterAll(() => upstream.close());

let folder: string;
let target: string;
let origin: Origin;
beforeEach(async () => {
  upstream.reset();
  folder = await mkdtemp(join(tmpdir(), 'quorate-file-'));
  target = join(folder, 'kubernetes/kubelet');
  origin = await openOrigin(upstream.url, {env: {}, signal: new AbortController().signal});
});
afterEach(async () => {
  await origin.close();
  await rm(folder, {recursive: true, force: true});
});

const download = (wanted: Partial<Wanted> = {}, onBytes?: OnBytes): Promise<Received> =>
  downloadFile(origin, {path, sha256: sha256(content), size: content.length, ...wanted}, target, onBytes);

const ranges = (): readonly (string | undefined)[] => upstream.requests.map(({range}) => range);
const filesIn = (): Promise<readonly string[]> => readdir(dirname(target));

/** What a run left that ended after so many bytes. */
const leftBy = async (pid: number, bytes: Buffer): Promise<void> => {
  await mkdir(dirname(target), {recursive: true});
  await writeFile(`${target}.${pid}.part`, bytes);
};
/** A process that ended. */
const endedPid = (): number => spawnSync(process.execPath, ['--version']).pid;

test('a file is there when it is complete, and nothing else is left', async () => {
  const seen: number[] = [];
  const received = await download({}, count => seen.push(count));
  expect(received).toEqual({sha256: sha256(content), size: content.length, fresh: content.length});
  expect(await readFile(target)).toEqual(content);
  expect(await filesIn()).toEqual(['kubelet']);
  expect(seen.reduce((sum, count) => sum + count, 0)).toBe(content.length);
});

test('a file that is there is not asked for', async () => {
  await download();
  upstream.reset();
  expect(await download()).toMatchObject({fresh: 0});
  expect(upstream.requests).toEqual([]);
});

test('a file that is there with another content is downloaded again', async () => {
  await download();
  await writeFile(target, 'damaged');
  expect(await download()).toMatchObject({fresh: content.length});
  expect(await readFile(target)).toEqual(content);
});

describe('a transfer that ends early continues with the next byte', () => {
  test('in the same run', async () => {
    upstream.fault({path: '/kubelet', cut: 60_000, times: 1});
    expect(await download()).toMatchObject({sha256: sha256(content)});
    expect(ranges()).toEqual([undefined, 'bytes=60000-']);
  });

  test('in the next run, after one that was killed', async () => {
    await leftBy(endedPid(), content.subarray(0, 60_000));
    const seen: [number, boolean][] = [];
    const received = await download({}, (count, isFresh) => seen.push([count, isFresh]));
    expect(received).toEqual({sha256: sha256(content), size: content.length, fresh: content.length - 60_000});
    expect(seen[0]).toEqual([60_000, false]);
    expect(ranges()).toEqual(['bytes=60000-']);
    expect(await filesIn()).toEqual(['kubelet']);
  });

  test('in the next run, after one that failed', async () => {
    upstream.fault({path: '/kubelet', hang: 60_000, times: 1});
    await origin.close();
    origin = await openOrigin(upstream.url, {env: {}, signal: new AbortController().signal, stallMs: 1000});
    await expect(download()).rejects.toMatchObject({code: 'download/timeout'});
    upstream.reset();
    expect(await download()).toMatchObject({fresh: content.length - 60_000});
    expect(ranges()).toEqual(['bytes=60000-']);
  });

  test('after any number of bytes, at any number of places', async () => {
    const cuts = fc.uniqueArray(fc.integer({min: 1, max: SIZE - 1}), {maxLength: 6});
    await fc.assert(
      fc.asyncProperty(cuts, fc.nat(SIZE), async (all, left) => {
        await rm(folder, {recursive: true, force: true});
        upstream.reset();
        for (const cut of all) upstream.fault({path: '/kubelet', cut, times: 1});
        await leftBy(endedPid(), content.subarray(0, left));
        expect(await download()).toMatchObject({sha256: sha256(content)});
        expect(await filesIn()).toEqual(['kubelet']);
      }),
      {numRuns: 10},
    );
  });
});

test('the part of a running process is left alone', async () => {
  await leftBy(process.ppid, content.subarray(0, 60_000));
  await download();
  expect(ranges()).toEqual([undefined]);
  expect((await filesIn()).toSorted()).toEqual(['kubelet', `kubelet.${process.ppid}.part`]);
});

test('connections that end without a byte are given up, and the file can be continued', async () => {
  upstream.fault({path: '/kubelet', cut: 60_000, times: 1});
  upstream.fault({path: '/kubelet', cut: 0});
  await expect(download()).rejects.toMatchObject({code: 'download/connection-lost'});
  expect(upstream.requests).toHaveLength(4);
  upstream.reset();
  await download();
  expect(ranges()).toEqual(['bytes=60000-']);
});

describe('a poisoned part', () => {
  test('is downloaded once more from the first byte', async () => {
    await leftBy(endedPid(), Buffer.alloc(60_000, 'x'));
    expect(await download()).toMatchObject({sha256: sha256(content)});
    expect(ranges()).toEqual(['bytes=60000-', undefined]);
  });

  test('that is longer than the file is downloaded once more', async () => {
    await leftBy(endedPid(), Buffer.alloc(SIZE + 5, 'x'));
    expect(await download()).toMatchObject({sha256: sha256(content)});
  });

  test('of the right length is downloaded once more', async () => {
    await leftBy(endedPid(), Buffer.alloc(SIZE, 'x'));
    expect(await download()).toMatchObject({sha256: sha256(content)});
  });
});

describe('a file with the wrong digest', () => {
  test('is refused with both digests, and nothing of it is left', async () => {
    upstream.fault({path: '/kubelet', flip: 1000});
    await expect(download()).rejects.toMatchObject({
      code: 'artifacts/digest-mismatch',
      message: expect.stringMatching(new RegExp(`${upstream.url}/${path}.*[0-9a-f]{64}.*${sha256(content)}`)),
    });
    expect(upstream.requests).toHaveLength(1);
    expect(await filesIn()).toEqual([]);
  });

  test('is asked for twice at most, also if an earlier run received a part of it', async () => {
    upstream.fault({path: '/kubelet', flip: -1});
    await leftBy(endedPid(), content.subarray(0, 60_000));
    await expect(download()).rejects.toMatchObject({code: 'artifacts/digest-mismatch'});
    expect(ranges()).toEqual(['bytes=60000-', undefined]);
    expect(await filesIn()).toEqual([]);
  });
});

describe('a file with another size', () => {
  const WRONG = [0, 100, SIZE - 1, SIZE + 1, 10 * SIZE];

  test.each(WRONG)('than the wanted %i bytes, and the right digest, is received with its size', async size => {
    expect(await download({size})).toMatchObject({sha256: sha256(content), size: SIZE});
    expect(await readFile(target)).toEqual(content);
    // And is used when it is there.
    expect(await download({size})).toMatchObject({size: SIZE, fresh: 0});
  });

  test.each(WRONG)('than the wanted %i bytes is continued after a connection that ended early', async size => {
    upstream.fault({path: '/kubelet', cut: 60_000, times: 1});
    expect(await download({size})).toMatchObject({sha256: sha256(content), size: SIZE});
  });

  test.each([100, SIZE - 1, SIZE + 1])('than the wanted %i bytes, and a wrong digest, is refused', async size => {
    await expect(download({size, sha256: sha256('x')})).rejects.toMatchObject({code: 'download/wrong-size'});
    expect(await filesIn()).toEqual([]);
  });

  test.each([100, SIZE + 1])('than the wanted %i bytes, and no published digest, is refused', async size => {
    await expect(download({size, sha256: undefined})).rejects.toMatchObject({code: 'download/wrong-size'});
    expect(await filesIn()).not.toContain('kubelet');
  });
});

describe('a file without a published digest', () => {
  const unpublished = {sha256: undefined};

  test('has the digest of what was received', async () => {
    expect(await download(unpublished)).toMatchObject({sha256: sha256(content), fresh: SIZE});
  });

  test.each([
    ['of the same server', () => content],
    ['of another server', () => Buffer.from('another file')],
    ['that is empty', () => Buffer.alloc(0)],
  ])('replaces a file %s that is there', async (_title, there) => {
    await mkdir(dirname(target), {recursive: true});
    await writeFile(target, there());
    expect(await download(unpublished)).toMatchObject({sha256: sha256(content), fresh: SIZE});
    expect(await readFile(target)).toEqual(content);
  });

  test.each([0, undefined])('is refused when it is empty, whether its size is %s', async size => {
    upstream.fault({path: '/kubelet', content: ''});
    await expect(download({...unpublished, size})).rejects.toMatchObject({
      code: 'download/wrong-size',
      message: expect.stringContaining('empty'),
    });
    expect(await filesIn()).not.toContain('kubelet');
  });

  test('is continued only while the server names the same content', async () => {
    upstream.fault({path: '/kubelet', cut: 60_000, times: 1});
    expect(await download(unpublished)).toMatchObject({sha256: sha256(content)});
    expect(ranges()).toEqual([undefined, 'bytes=60000-']);
  });

  test('starts anew when the content changed meanwhile', async () => {
    const other = Buffer.alloc(SIZE, 'other');
    upstream.fault({path: '/kubelet', cut: 60_000, times: 1});
    upstream.fault({path: '/kubelet', content: other, times: 1});
    expect(await download(unpublished)).toMatchObject({sha256: sha256(other)});
  });

  test.each([
    ['this process', () => process.pid],
    ['a process that ended', endedPid],
  ])('is not continued from %s', async (_title, pid) => {
    await leftBy(pid(), Buffer.alloc(60_000, 'x'));
    expect(await download(unpublished)).toMatchObject({sha256: sha256(content)});
    expect(ranges()).toEqual([undefined]);
    expect(await filesIn()).toEqual(['kubelet']);
  });
});

test.each([
  [404, 'download/not-found'],
  [401, 'download/denied'],
  [403, 'download/denied'],
  [429, 'download/status'],
  [503, 'download/status'],
])('the status %i is the failure %s, with the URL', async (status, code) => {
  upstream.fault({path: '/kubelet', status});
  await expect(download()).rejects.toMatchObject({code, message: expect.stringContaining(`${upstream.url}/${path}`)});
});

test('a disk that cannot be written to is named', async () => {
  await writeFile(join(folder, 'kubernetes'), 'a file in place of the folder');
  await expect(download()).rejects.toMatchObject({
    code: 'artifacts/unwritable',
    message: expect.stringContaining(target),
  });
});
