import {spawnSync} from 'node:child_process';
import {chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {Bundle} from '../../../../src/core/artifacts/bundle.js';
import {manifestOf, manifestText} from '../../../../src/core/artifacts/lock.js';
import {artifactKey} from '../../../../src/core/artifacts/parse-manifest.js';
import {sha256} from '../../../../src/core/model/digest.js';
import {openBundle} from '../../../../src/io/bundle/bundle.js';
import {type FetchOptions, type FetchOutcome, fetchBundle} from '../../../../src/io/bundle/fetch/fetch.js';
import {startProxy, startUpstream, type Upstream} from '../../../support/upstream-fixture.js';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({kubernetes: ['1.36.3', '1.36.1']});
});
afterAll(() => upstream.close());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-fetch-'));
  upstream.reset();
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const directory = (): string => join(folder, 'bundle');
const lockFile = (): string => join(folder, 'quorate.lock.json');
const lockText = (): Promise<string> => readFile(lockFile(), 'utf8');
const filesBelow = async (path: string): Promise<readonly string[]> =>
  (await readdir(path, {recursive: true, withFileTypes: true}))
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(path.length + 1))
    .toSorted();

/** Bytes in the incomplete download of a path. */
const receivedOf = (path: string): Promise<number | undefined> =>
  stat(`${join(directory(), 'downloads', path)}.${process.pid}.part`).then(
    ({size}) => size,
    () => undefined,
  );

const fetch = (changes: Partial<FetchOptions> = {}): Promise<FetchOutcome> =>
  fetchBundle({
    kubernetes: '1.36.3',
    directory: directory(),
    lockFile: lockFile(),
    arches: ['amd64', 'arm64'],
    download: false,
    from: upstream.url,
    report: () => {},
    env: {},
    signal: new AbortController().signal,
    ...changes,
  });

/** What the lock file must be, for versions of Kubernetes. */
const expected = (...kubernetes: readonly string[]): string =>
  manifestText(
    manifestOf(
      'Lock',
      upstream.lock.artifacts.filter(each => each.component !== 'kubernetes' || kubernetes.includes(each.version)),
    ),
  );

const FLANNEL = ['amd64', 'arm64'].map(
  arch => `github.com/flannel-io/flannel/releases/download/v0.28.10/flannel-v0.28.10-linux-${arch}.tar.gz`,
);

describe('the lock file', () => {
  test('has the digests of everything, by the published digests and by content', async () => {
    const outcome = await fetch();
    expect(await lockText()).toBe(expected('1.36.3'));
    expect(outcome).toMatchObject({added: 42, unpublished: FLANNEL});
    // Binaries of Kubernetes and runc are not downloaded: their digests are published.
    const paths = upstream.requests.filter(({method}) => method === 'GET').map(({path}) => path);
    expect(paths.filter(path => /\/(?:kube[a-z-]+|runc\.(?:amd|arm)64)$/.test(path))).toEqual([]);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('is the same from a folder in the layout of a mirror, and through a proxy from upstream itself', async () => {
    await upstream.writeMirror(join(folder, 'mirror'));
    await fetch({from: join(folder, 'mirror')});
    expect(await lockText()).toBe(expected('1.36.3'));

    const secure = await startUpstream({tls: true});
    const proxy = await startProxy({to: secure});
    try {
      const other = {lockFile: join(folder, 'other.json'), directory: join(folder, 'other')};
      await fetch({...other, from: 'upstream', ca: Buffer.from(secure.ca), env: {HTTPS_PROXY: proxy.url}});
      expect(await readFile(other.lockFile, 'utf8')).toBe(expected('1.36.3'));
    } finally {
      await proxy.close();
      await secure.close();
    }
  });

  test('keeps other versions and architectures, whatever the order of the runs is', async () => {
    await fetch({arches: ['arm64']});
    const {added} = await fetch({kubernetes: '1.36.1'});
    // The other components are the same, and their arm64 files are there.
    expect(added).toBe(42 - 15);
    await fetch({arches: ['amd64']});
    const text = await lockText();
    expect(text).toBe(expected('1.36.1', '1.36.3'));
    await fetch();
    expect(await lockText()).toBe(text);
  });

  test('is complete already: a second run sends no request', async () => {
    await fetch();
    upstream.reset();
    expect(await fetch()).toMatchObject({requests: 0, downloads: [], added: 0});
    expect(upstream.requests).toEqual([]);
    expect(await lockText()).toBe(expected('1.36.3'));
  });
});

describe('a second run after an interrupted one', () => {
  test.each([
    ['Ctrl-C', {hang: 3000} as const],
    ['a connection that ends again and again', {cut: 3000, times: 1} as const],
  ])('by %s continues, and downloads no archive again', async (_title, fault) => {
    const archive = upstream.paths.find(path => path.includes('containerd-static') && path.endsWith('amd64.tar.gz'))!;
    upstream.fault({path: archive, ...fault});
    upstream.fault({path: archive, cut: 0});
    const controller = new AbortController();
    const running = fetch({signal: controller.signal});
    const ended = expect(running).rejects.toThrow();
    if ('hang' in fault) {
      const hasPart = async () => (await filesBelow(directory())).some(path => path.includes('containerd-static'));
      await expect.poll(hasPart).toBe(true);
      // All that hangs is this archive.
      const open = () => upstream.requests.filter(({status}) => status === undefined).length;
      await expect.poll(open).toBe(1);
      // The server has sent these bytes before they are in the file.
      await expect.poll(() => receivedOf(archive)).toBe(3000);
      controller.abort(new Error('Ctrl-C'));
    }
    await ended;
    await expect(lockText()).rejects.toThrow('ENOENT');
    const complete = (await filesBelow(directory())).filter(path => !path.endsWith('.part'));
    upstream.reset();
    const {downloads} = await fetch();
    expect(await lockText()).toBe(expected('1.36.3'));
    const again = downloads.map(each => each.path).filter(each => complete.includes(`downloads/${each}`));
    // But for those without a published digest: only the lock file could say that they are right.
    expect(again.filter(path => !FLANNEL.includes(path))).toEqual([]);
    expect(upstream.requests.find(({path, method}) => path === archive && method === 'GET')?.range).toBe('bytes=3000-');
  });
});

describe('nothing is written when', () => {
  const SUMS = 'etcd-io/etcd/releases/download/v3.6.16/SHA256SUMS';
  const ETCD = 'etcd-v3.6.16-linux-amd64.tar.gz';

  test.each([
    ['an archive has a wrong byte', {path: ETCD, flip: 2000}, 'artifacts/digest-mismatch', ETCD],
    ['a published digest is missing', {path: SUMS, content: 'nothing\n'}, 'artifacts/bad-checksums', SUMS],
    ['a login page is there instead', {path: SUMS, content: '<html>'}, 'artifacts/bad-checksums', SUMS],
    ['a file does not exist', {path: ETCD, status: 404}, 'download/not-found', ETCD],
    ['a layer has a wrong byte', {path: /pause\/blobs\//, flip: 3}, 'artifacts/digest-mismatch', 'pause/blobs'],
    ['a manifest has a wrong byte', {path: /pause\/manifests\/sha256/, flip: 3}, 'artifacts/bad-image', 'pause'],
    [
      'an index is of one architecture',
      {path: 'manifests/3.10.2', content: '{"config": {}}'},
      'artifacts/bad-image',
      'pause',
    ],
    [
      'an index lacks an architecture',
      {path: 'manifests/3.10.2', content: emptyIndex()},
      'artifacts/bad-image',
      'pause',
    ],
  ] as const)('%s', async (_title, fault, code, where) => {
    upstream.fault(fault);
    await expect(fetch()).rejects.toMatchObject({code, message: expect.stringContaining(where)});
    await expect(lockText()).rejects.toThrow('ENOENT');
  });

  test('an archive lacks a file', async () => {
    const archive = upstream.paths.find(path => path.endsWith(ETCD))!;
    const other = upstream.paths.find(path => path.endsWith('cni-plugins-linux-amd64-v1.9.1.tgz'))!;
    await upstream.writeMirror(join(folder, 'mirror'));
    const content = await readFile(join(folder, 'mirror', other));
    await writeFile(join(folder, 'mirror', archive), content);
    await writeFile(join(folder, 'mirror', dirname(archive), 'SHA256SUMS'), `${sha256(content)}  ${ETCD}\n`);
    await expect(fetch({from: join(folder, 'mirror'), arches: ['amd64']})).rejects.toMatchObject({
      code: 'artifacts/bad-archive',
      message: expect.stringMatching(/etcd-v3\.6\.16-linux-amd64\.tar\.gz: it lacks .*etcdutl/),
    });
    await expect(lockText()).rejects.toThrow('ENOENT');
  });

  test('the lock file has another digest of a file, or of an image', async () => {
    await fetch();
    const before = JSON.parse(await lockText()) as Bundle;
    const without = before.artifacts.filter(
      each => !['amd64 etcdctl', 'arm64 pause'].includes(`${each.arch} ${each.name}`),
    );
    const changed = without.map(each => ({
      ...each,
      ...(each.source?.kind === 'file' && each.source.member !== undefined
        ? {source: {...each.source, sha256: sha256(each.source.path)}}
        : {}),
    }));
    const text = JSON.stringify({...before, artifacts: changed});
    await writeFile(lockFile(), text);
    await expect(fetch()).rejects.toMatchObject({
      code: 'artifacts/lock-conflict',
      message: expect.stringContaining(ETCD),
    });
    expect(await lockText()).toBe(text);
  });

  test('the lock file is to be in a folder that does not exist', async () => {
    const missing = join(folder, 'missing/quorate.lock.json');
    await expect(fetch({lockFile: missing})).rejects.toMatchObject({
      code: 'artifacts/unwritable',
      message: expect.stringContaining(missing),
    });
    expect(upstream.requests).toEqual([]);
  });

  test('others can write to the lock file, or it is damaged', async () => {
    await writeFile(lockFile(), manifestText(manifestOf('Lock', [])), {mode: 0o600});
    await chmod(lockFile(), 0o666);
    await expect(fetch()).rejects.toMatchObject({code: 'artifacts/writable-by-others'});
    await chmod(lockFile(), 0o600);
    await writeFile(lockFile(), '{');
    await expect(fetch()).rejects.toMatchObject({code: 'artifacts/bad-manifest'});
    expect(upstream.requests).toEqual([]);
  });
});

describe('with download', () => {
  test('everything is in the bundle directory, with source and file, and is intact', async () => {
    const {downloads} = await fetch({download: true});
    const {manifest, verify} = await openBundle(directory());
    expect(manifest.artifacts.map(({stored: _, ...artifact}) => artifact)).toEqual(
      JSON.parse(expected('1.36.3')).artifacts,
    );
    await verify(manifest.artifacts);
    for (const artifact of manifest.artifacts)
      expect(artifact.stored?.file).toBe(`${artifactKey(artifact)}${artifact.kind === 'image' ? '.tar' : ''}.gz`);
    expect(new Set(downloads.map(({path}) => path)).size).toBe(downloads.length);
  });

  test('archives are kept as they are, and nothing else of the downloads', async () => {
    await fetch({download: true});
    const kept = (await filesBelow(join(directory(), 'downloads'))).toSorted();
    expect(kept).toEqual(
      upstream.paths.filter(path => /\.(?:tar\.gz|tgz)$/.test(path) && !path.includes('1.36.1')).toSorted(),
    );
    for (const path of kept)
      expect(upstream.lock.artifacts.map(({source}) => (source?.kind === 'file' ? source.sha256 : ''))).toContain(
        sha256(await readFile(join(directory(), 'downloads', path))),
      );
  });

  test('after a run without it, archives are not downloaded again', async () => {
    await fetch();
    upstream.reset();
    await fetch({download: true});
    expect(upstream.requests.filter(({path}) => /\.(?:tar\.gz|tgz)$|\/blobs\//.test(path))).toEqual([]);
  });

  test('a second run sends no request, also if the manifest of the bundle is lost', async () => {
    await fetch({download: true});
    const manifest = await readFile(join(directory(), 'bundle.json'), 'utf8');
    upstream.reset();
    await fetch({download: true});
    await rm(join(directory(), 'bundle.json'));
    expect(await fetch({download: true})).toMatchObject({requests: 0});
    expect(upstream.requests).toEqual([]);
    expect(await readFile(join(directory(), 'bundle.json'), 'utf8')).toBe(manifest);
  });

  test('what a killed run was storing is removed, and what another one is storing stays', async () => {
    const {pid: ended} = spawnSync(process.execPath, ['--version']);
    const names = [`etcd/3.6.16/amd64/etcd.gz.${ended}.part`, `runc/1.4.3/amd64/runc.gz.${process.ppid}.part`];
    for (const name of names) {
      await mkdir(dirname(join(directory(), name)), {recursive: true});
      await writeFile(join(directory(), name), '');
    }
    await fetch({download: true});
    expect((await filesBelow(directory())).filter(path => path.endsWith('.part'))).toEqual([names[1]]);
  });

  test('only what is missing is downloaded', async () => {
    await fetch({download: true});
    await rm(join(directory(), 'kubernetes/1.36.3/arm64/kubelet.gz'));
    await writeFile(join(directory(), 'runc/1.4.3/amd64/runc.gz'), 'damaged');
    upstream.reset();
    await fetch({download: true});
    expect(upstream.requests.map(({path}) => path.replace(/^.*\//, ''))).toEqual(
      expect.arrayContaining(['kubelet', 'runc.amd64']),
    );
    expect(upstream.requests).toHaveLength(2);
    const {manifest, verify} = await openBundle(directory());
    await verify(manifest.artifacts);
  });

  test('a content that differs from the lock file is not stored', async () => {
    await fetch();
    upstream.fault({path: 'amd64/kubelet', flip: 100});
    await expect(fetch({download: true})).rejects.toMatchObject({code: 'artifacts/digest-mismatch'});
    await expect(readFile(join(directory(), 'bundle.json'))).rejects.toThrow('ENOENT');
    expect(await filesBelow(directory())).not.toContain('kubernetes/1.36.3/amd64/kubelet.gz');
  });

  test('only the owner can write to the directory, whatever the umask is', async () => {
    const before = process.umask(0o002);
    try {
      await fetch({download: true, arches: ['amd64']});
    } finally {
      process.umask(before);
    }
    await expect(openBundle(directory())).resolves.toBeDefined();
  });

  test('other artifacts of the bundle stay', async () => {
    await fetch({download: true, arches: ['amd64']});
    await fetch({download: true, arches: ['arm64'], kubernetes: '1.36.1'});
    const {manifest, verify} = await openBundle(directory());
    expect([...new Set(manifest.artifacts.map(({version, arch}) => `${version} ${arch}`))]).toEqual(
      expect.arrayContaining(['1.36.3 amd64', '1.36.1 arm64']),
    );
    await verify(manifest.artifacts);
  });
});

test('a member with a wrong byte, in an archive with a matching digest, is what the lock file names', async () => {
  const tampered = await startUpstream({arches: ['amd64'], tamper: ['etcdctl']});
  try {
    // The lock file of the honest upstream has the digest of the content, which is compared when the archive is read.
    await fetch({arches: ['amd64']});
    const honest = JSON.parse(await lockText()) as Bundle;
    const lock = tampered.lock.artifacts.find(({name}) => name === 'etcdctl')!;
    const pinned = honest.artifacts.map(each =>
      each.source?.kind === 'file' && lock.source?.kind === 'file' && each.source.path === lock.source.path
        ? {...each, source: {...each.source, sha256: lock.source.sha256, size: lock.source.size}}
        : each,
    );
    await writeFile(lockFile(), manifestText(manifestOf('Lock', pinned)));
    await rm(directory(), {recursive: true});
    await mkdir(directory());
    await expect(fetch({from: tampered.url, arches: ['amd64'], download: true})).rejects.toMatchObject({
      code: 'artifacts/digest-mismatch',
      message: expect.stringContaining('etcdctl 3.6.16'),
    });
    expect(await filesBelow(directory())).not.toContain('etcd/3.6.16/amd64/etcdctl.gz');
  } finally {
    await tampered.close();
  }
});

function emptyIndex(): string {
  return JSON.stringify({mediaType: 'application/vnd.oci.image.index.v1+json', manifests: []});
}
