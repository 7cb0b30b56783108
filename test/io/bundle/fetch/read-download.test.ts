import {mkdir, mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {Bundle, FileSource} from '../../../../src/core/artifacts/bundle.js';
import {manifestOf, manifestText} from '../../../../src/core/artifacts/lock.js';
import {tarEnd, tarHeader, tarPadding} from '../../../../src/core/artifacts/tar.js';
import {sha256} from '../../../../src/core/model/digest.js';
import {type FetchOutcome, fetchBundle} from '../../../../src/io/bundle/fetch/fetch.js';
import {readLock} from '../../../../src/io/bundle/lock-file.js';
import {startUpstream, type Upstream} from '../../../support/upstream-fixture.js';

/** Upstream publishes no digest of it. */
const FLANNEL = 'github.com/flannel-io/flannel/releases/download/v0.28.10/flannel-v0.28.10-linux-amd64.tar.gz';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({arches: ['amd64']});
});
afterAll(() => upstream.close());

let folder: string;
let lockFile: string;
let downloaded: string;
beforeEach(async () => {
  upstream.reset();
  folder = await mkdtemp(join(tmpdir(), 'quorate-unpublished-'));
  lockFile = join(folder, 'quorate.lock.json');
  downloaded = join(folder, 'bundle/downloads', FLANNEL);
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const fetch = (from: string = upstream.url): Promise<FetchOutcome> =>
  fetchBundle({
    kubernetes: '1.36.3',
    arches: ['amd64'],
    directory: join(folder, 'bundle'),
    lockFile,
    download: false,
    from,
    report: () => {},
    env: {},
    signal: new AbortController().signal,
  });

const right = (): string => manifestText(manifestOf('Lock', upstream.lock.artifacts));
const lockText = (): Promise<string> => readFile(lockFile, 'utf8');

const archive = (path: string, content: string): Buffer => {
  const bytes = Buffer.from(content);
  const header = tarHeader({path, mode: 0o755, size: bytes.length});
  return gzipSync(Buffer.concat([header, bytes, tarPadding(bytes.length), tarEnd()]));
};

/** A mirror with this in place of flannel. */
const mirrorWith = async (content: string | Uint8Array): Promise<string> => {
  const mirror = join(folder, 'mirror');
  await upstream.writeMirror(mirror);
  await writeFile(join(mirror, FLANNEL), content);
  return mirror;
};

describe('a download of another server, without a published digest,', () => {
  test('is not what a new lock file names', async () => {
    await fetch(await mirrorWith(archive('flanneld', 'a backdoor')));
    expect(await lockText()).not.toBe(right());
    await rm(lockFile);
    await fetch();
    expect(await lockText()).toBe(right());
  });

  test('is used for a lock file that has its digest: no request is sent', async () => {
    await fetch();
    upstream.reset();
    await fetch();
    expect(upstream.requests).toEqual([]);
  });

  test('is in the way of nothing when it was put there', async () => {
    await mkdir(dirname(downloaded), {recursive: true});
    await writeFile(downloaded, archive('flanneld', 'a backdoor'));
    await fetch();
    expect(await lockText()).toBe(right());
    const {source} = upstream.lock.artifacts.find(({name}) => name === 'flanneld')!;
    expect(sha256(await readFile(downloaded))).toBe((source as FileSource).sha256);
  });
});

describe('a download that cannot be unpacked', () => {
  test.each([
    ['a login page', '<html>log in</html>'],
    ['an archive without the file', archive('README', 'x')],
    ['a truncated archive', archive('flanneld', 'x'.repeat(100)).subarray(0, 40)],
    ['a name that no lock file may have', archive('././flanneld', 'x')],
  ])('is removed when it is %s, and the next run works', async (_title, content) => {
    await expect(fetch(await mirrorWith(content))).rejects.toMatchObject({
      code: 'artifacts/bad-archive',
      message: expect.stringContaining(FLANNEL),
    });
    await expect(lockText()).rejects.toThrow('ENOENT');
    await expect(stat(downloaded)).rejects.toThrow('ENOENT');
    await fetch();
    expect(await lockText()).toBe(right());
  });

  test('is refused before, when it is empty, and the next run works', async () => {
    await expect(fetch(await mirrorWith(''))).rejects.toMatchObject({code: 'download/wrong-size'});
    await expect(lockText()).rejects.toThrow('ENOENT');
    await fetch();
    expect(await lockText()).toBe(right());
  });
});

test.each(['flanneld', './flanneld'])('the file %s of an archive is in a lock file that can be read', async member => {
  await fetch(await mirrorWith(archive(member, 'x')));
  const {artifacts} = (await readLock(lockFile)) satisfies Bundle;
  expect(artifacts.find(({name}) => name === 'flanneld')).toMatchObject({sha256: sha256('x'), source: {member}});
});
