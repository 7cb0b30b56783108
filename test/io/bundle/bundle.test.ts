import {createHash} from 'node:crypto';
import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Artifact} from '../../../src/core/artifacts/bundle.js';
import {digestOf} from '../../../src/core/model/names.js';
import {bundleDirectory, openBundle} from '../../../src/io/bundle/bundle.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quorate-bundle-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

test('an artifact is read as compressed bytes', async () => {
  const kubelet = await bundled('kubelet', 'the kubelet');
  const bundle = await opened(kubelet);
  const {size, bytes} = await bundle.open(kubelet);
  expect(await bytesOf(bytes)).toEqual(gzipSync('the kubelet', {level: 1}));
  expect(size).toBe(kubelet.stored!.size);
});

test('verification succeeds for files that match the manifest', async () => {
  const artifacts = [await bundled('kubelet', 'the kubelet'), await bundled('kube-proxy', 'kube-proxy')];
  const bundle = await opened(...artifacts);
  await expect(bundle.verify(artifacts)).resolves.toBeUndefined();
});

test('a file that differs from the manifest is refused before its first byte is read', async () => {
  const kubelet = await bundled('kubelet', 'the kubelet');
  const bundle = await opened(kubelet);
  await writeFile(join(directory, kubelet.stored!.file), gzipSync('something else'));
  await expect(bundle.open(kubelet)).rejects.toMatchObject({
    code: 'artifacts/digest-mismatch',
    message: expect.stringContaining(
      `Verifying kubelet 1.36.3: ${join(directory, kubelet.stored!.file)} has the digest `,
    ),
    suggestions: [
      `rm ${join(directory, kubelet.stored!.file)}`,
      `quorate bundle build --kubernetes 1.36.3 --output ${directory}`,
    ],
  });
});

test('a missing file is named', async () => {
  const kubelet = await bundled('kubelet', 'the kubelet');
  const bundle = await opened(kubelet);
  await rm(join(directory, kubelet.stored!.file));
  await expect(bundle.verify([kubelet])).rejects.toMatchObject({
    code: 'artifacts/missing-file',
    message: `Verifying kubelet 1.36.3: ${join(directory, kubelet.stored!.file)} does not exist`,
  });
});

test('an artifact without a file, as in a lock file, is refused with the command that downloads it', async () => {
  const {stored: _, ...kubelet} = await bundled('kubelet', 'the kubelet');
  const bundle = await opened();
  const refusal = {
    code: 'artifacts/incomplete',
    message: 'The bundle has no file for kubelet 1.36.3 (amd64)',
    suggestions: [expect.stringContaining('quorate bundle fetch --download')],
  };
  await expect(bundle.verify([kubelet])).rejects.toMatchObject(refusal);
  await expect(bundle.open(kubelet)).rejects.toMatchObject(refusal);
});

test('a file is hashed once, however often it is used', async () => {
  const kubelet = await bundled('kubelet', 'the kubelet');
  const bundle = await opened(kubelet);
  await bundle.verify([kubelet, kubelet]);
  await writeFile(join(directory, kubelet.stored!.file), 'changed afterwards');
  await expect(bundle.verify([kubelet])).resolves.toBeUndefined();
});

test('a missing bundle is refused with the command that builds it', async () => {
  await expect(openBundle(directory)).rejects.toMatchObject({
    code: 'artifacts/no-bundle',
    message: expect.stringContaining(directory),
    suggestions: expect.arrayContaining([`quorate bundle build --kubernetes VERSION --output ${directory}`]),
  });
});

test.each([
  ['{"arti', 'it is not JSON'],
  ['{"apiVersion": "quorate/v1alpha1", "kind": "Bundle"}', 'apiVersion is "quorate/v1alpha1", not "quorate/v1alpha2"'],
  ['{"kind": "Bundle"}', 'apiVersion is missing, not "quorate/v1alpha2"'],
  ['{"apiVersion": "quorate/v1alpha2", "kind": "Lock", "artifacts": []}', 'its kind is Lock, and must be Bundle'],
])('the invalid manifest %s is refused with the reason', async (text, problem) => {
  await writeFile(join(directory, 'bundle.json'), text);
  await expect(openBundle(directory)).rejects.toMatchObject({
    code: 'artifacts/bad-manifest',
    message: expect.stringContaining(problem),
  });
});

test.each([
  ['the directory', '', 0o775],
  ['the manifest', 'bundle.json', 0o666],
])('a bundle is refused when others can write to %s, with the command that changes it', async (_title, name, mode) => {
  await opened();
  const path = join(directory, name);
  await chmod(path, mode);
  await expect(openBundle(directory)).rejects.toMatchObject({
    code: 'artifacts/writable-by-others',
    suggestions: [`chmod go-w ${path}`],
  });
});

test('a fetched bundle with a missing file is refused with the command that downloads it', async () => {
  const kubelet = await bundled('kubelet', 'the kubelet');
  const source = {kind: 'file', path: 'dl.k8s.io/x', sha256: kubelet.sha256, size: kubelet.size} as const;
  const bundle = await opened({...kubelet, source});
  await rm(join(directory, kubelet.stored!.file));
  await expect(bundle.verify([kubelet])).rejects.toMatchObject({
    code: 'artifacts/missing-file',
    suggestions: [`quorate bundle fetch --download --kubernetes 1.36.3 --arch amd64 --output ${directory}`],
  });
});

test('the bundle is in the cache of the user unless the configuration names a folder', () => {
  expect(bundleDirectory(undefined, {XDG_CACHE_HOME: '/caches'})).toBe('/caches/quorate/bundle');
  expect(bundleDirectory(undefined, {})).toMatch(/\/\.cache\/quorate\/bundle$/);
  expect(bundleDirectory('/srv/bundle', {XDG_CACHE_HOME: '/caches'})).toBe('/srv/bundle');
});

const bundled = async (name: string, content: string): Promise<Artifact> => {
  const compressed = gzipSync(content, {level: 1});
  const file = `kubernetes/1.36.3/${name}.gz`;
  await mkdir(dirname(join(directory, file)), {recursive: true});
  await writeFile(join(directory, file), compressed);
  return {
    name,
    component: 'kubernetes',
    version: '1.36.3',
    arch: 'amd64',
    kind: 'binary',
    sha256: sha256(content),
    size: content.length,
    stored: {file, sha256: sha256(compressed), size: compressed.length},
  };
};

const opened = async (...artifacts: readonly Artifact[]) => {
  const manifest = {apiVersion: 'quorate/v1alpha2', kind: 'Bundle', artifacts};
  await writeFile(join(directory, 'bundle.json'), JSON.stringify(manifest));
  return openBundle(directory);
};

const bytesOf = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const sha256 = (content: string | Buffer) => digestOf(createHash('sha256').update(content).digest('hex'));
