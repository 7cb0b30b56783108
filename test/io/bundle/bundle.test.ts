import {createHash} from 'node:crypto';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
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
  expect(await bytesOf(bundle.open(kubelet))).toEqual(gzipSync('the kubelet', {level: 1}));
});

test('verification succeeds for files that match the manifest', async () => {
  const artifacts = [await bundled('kubelet', 'the kubelet'), await bundled('etcd', 'etcd')];
  const bundle = await opened(...artifacts);
  await expect(bundle.verify(artifacts)).resolves.toBeUndefined();
});

test('a file that differs from the manifest is refused before its first byte is read', async () => {
  const kubelet = await bundled('kubelet', 'the kubelet');
  const bundle = await opened(kubelet);
  await writeFile(join(directory, kubelet.file), gzipSync('something else'));
  await expect(bytesOf(bundle.open(kubelet))).rejects.toMatchObject({
    code: 'artifacts/digest-mismatch',
    message: expect.stringContaining(`Verifying kubelet 1.36.3: ${join(directory, kubelet.file)} has the digest `),
    suggestions: [
      `rm ${join(directory, kubelet.file)}`,
      `quorate bundle build --kubernetes 1.36.3 --output ${directory}`,
    ],
  });
});

test('a missing file is named', async () => {
  const kubelet = await bundled('kubelet', 'the kubelet');
  const bundle = await opened(kubelet);
  await rm(join(directory, kubelet.file));
  await expect(bundle.verify([kubelet])).rejects.toMatchObject({
    code: 'artifacts/missing-file',
    message: `Verifying kubelet 1.36.3: ${join(directory, kubelet.file)} does not exist`,
  });
});

test('a file is hashed once, however often it is used', async () => {
  const kubelet = await bundled('kubelet', 'the kubelet');
  const bundle = await opened(kubelet);
  await bundle.verify([kubelet, kubelet]);
  await writeFile(join(directory, kubelet.file), 'changed afterwards');
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
  ['{"kind": "Bundle"}', 'apiVersion is missing, not "quorate/v1alpha1"'],
])('the invalid manifest %s is refused with the reason', async (text, problem) => {
  await writeFile(join(directory, 'bundle.json'), text);
  await expect(openBundle(directory)).rejects.toMatchObject({
    code: 'artifacts/bad-manifest',
    message: expect.stringContaining(problem),
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
    kind: 'binary',
    file,
    sha256: sha256(content),
    size: content.length,
    compressedSha256: sha256(compressed),
    compressedSize: compressed.length,
  };
};

const opened = async (...artifacts: readonly Artifact[]) => {
  const manifest = {apiVersion: 'quorate/v1alpha1', kind: 'Bundle', arch: 'amd64', artifacts};
  await writeFile(join(directory, 'bundle.json'), JSON.stringify(manifest));
  return openBundle(directory);
};

const bytesOf = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const sha256 = (content: string | Buffer) => digestOf(createHash('sha256').update(content).digest('hex'));
