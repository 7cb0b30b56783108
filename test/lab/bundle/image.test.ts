import {execFileSync} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {archiveParts} from '../../../src/core/artifacts/oci-archive.js';
import {parseBundle} from '../../../src/core/artifacts/parse-manifest.js';
import {sha256} from '../../../src/core/model/digest.js';
import {imageArchive, writeLayer} from '../../../src/lab/bundle/image/archive.js';
import type {ImageShape} from '../../../src/lab/bundle/product.js';
import {artifactOf} from '../../support/builders/release.js';

let directory: string;
let layer: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quorate-image-'));
  layer = join(directory, 'layer.tar');
  await writeFile(join(directory, 'pause'), 'a program');
});
afterEach(() => rm(directory, {recursive: true, force: true}));

const SHAPE: ImageShape = {reference: 'registry.k8s.io/pause:3.10.2', entrypoint: '/pause', user: '65535:65535'};
const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

describe('the archive of an image', () => {
  test('is an OCI image layout whose blobs have the names of their digests', async () => {
    const {archive, source} = await made();
    const paths = tar(archive, '-tf', '-').trim().split('\n');
    expect(paths.slice(0, 2)).toEqual(['oci-layout', 'index.json']);
    expect(paths.slice(2)).toEqual(source.blobs.map(blob => `blobs/sha256/${blob.sha256}`));
    expect(paths).toHaveLength(2 + 4);
    for (const blob of source.blobs) {
      const bytes = content(archive, `blobs/sha256/${blob.sha256}`);
      expect(sha256(bytes)).toBe(blob.sha256);
      expect(bytes.byteLength).toBe(blob.size);
    }
  });

  test('points to its index, with the reference that it is imported under', async () => {
    const {archive, image, imageDigest} = await made();
    const [index, ...others] = descriptors(json(archive, 'index.json'), 'manifests');
    expect(others).toEqual([]);
    expect(image).toBe('registry.k8s.io/pause:3.10.2');
    expect(index).toMatchObject({
      mediaType: INDEX,
      digest: imageDigest,
      annotations: {'io.containerd.image.name': 'registry.k8s.io/pause:3.10.2'},
    });
  });

  test('has an index, a manifest, a config and a layer, each with the digest of the next', async () => {
    const {archive, imageDigest} = await made();
    const index = blob(archive, imageDigest);
    expect(index).toMatchObject({schemaVersion: 2, mediaType: INDEX});
    const [toManifest] = descriptors(index, 'manifests');
    expect(toManifest).toMatchObject({mediaType: MANIFEST, platform: {architecture: 'amd64', os: 'linux'}});
    const manifest = blob(archive, toManifest!.digest);
    expect(manifest).toMatchObject({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: {mediaType: 'application/vnd.oci.image.config.v1+json'},
      layers: [{mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: await digestOf(layer)}],
    });
    expect(blob(archive, (manifest.config as Descriptor).digest)).toMatchObject({
      architecture: 'amd64',
      os: 'linux',
      config: {Entrypoint: ['/pause'], User: '65535:65535'},
      rootfs: {type: 'layers', diff_ids: [await digestOf(layer)]},
    });
  });

  test('is for the given architecture', async () => {
    const {archive, imageDigest} = await made(SHAPE, 'arm64');
    const [toManifest] = descriptors(blob(archive, imageDigest), 'manifests');
    expect(toManifest).toMatchObject({platform: {architecture: 'arm64'}});
    const {config} = blob(archive, toManifest!.digest);
    expect(blob(archive, (config as Descriptor).digest)).toMatchObject({architecture: 'arm64'});
    expect(imageDigest).not.toBe((await made()).imageDigest);
  });

  test('is the same bytes for the same program, and other bytes for another one', async () => {
    const one = await made();
    expect(await made()).toEqual(one);
    await writeFile(join(directory, 'pause'), 'a longer program');
    const other = await made();
    expect(other.imageDigest).not.toBe(one.imageDigest);
    expect(other.archive).not.toEqual(one.archive);
  });

  test('can be made again from its source, in which only config and layers are no texts', async () => {
    const {archive, image, source} = await made();
    expect(source.blobs.map(({text}) => text === undefined)).toEqual([false, false, true, true]);
    const parts = archiveParts({image, source}).map(part =>
      'bytes' in part ? part.bytes : content(archive, `blobs/sha256/${part.sha256}`),
    );
    expect(Buffer.concat(parts)).toEqual(archive);
  });

  test('is accepted in a manifest with its source', async () => {
    const {image, imageDigest, source} = await made();
    const artifacts = [{...artifactOf('pause', '3.10.2', 'pause'), image, imageDigest, source}];
    const manifest = {apiVersion: 'quorate/v1alpha2', kind: 'Bundle', artifacts};
    expect(source.repository).toBe('registry.k8s.io/pause');
    expect(parseBundle(manifest)).toEqual(manifest);
  });

  test('has a layer below first, and the arguments of the program in its config', async () => {
    const below = join(directory, 'below.tar');
    await writeFile(below, 'debian');
    await writeLayer(join(directory, 'pause'), SHAPE, layer);
    const made = await imageArchive({...SHAPE, command: ['pause']}, 'amd64', [below, layer]);
    const archive = await bytesOf(made.content);
    const [toManifest] = descriptors(blob(archive, made.imageDigest), 'manifests');
    const manifest = blob(archive, toManifest!.digest);
    const both = [`sha256:${sha256('debian')}`, await digestOf(layer)];
    expect(descriptors(manifest, 'layers').map(({digest}) => digest)).toEqual(both);
    expect(blob(archive, (manifest.config as Descriptor).digest)).toMatchObject({
      config: {Entrypoint: ['/pause'], Cmd: ['pause']},
      rootfs: {diff_ids: both},
    });
    expect(content(archive, `blobs/sha256/${sha256('debian')}`).toString()).toBe('debian');
  });
});

test('a reference with the port of a registry keeps it in its repository', async () => {
  const {source} = await made({...SHAPE, reference: 'localhost:5000/pause:3.10.2'});
  expect(source.repository).toBe('localhost:5000/pause');
});

test('the layer has the program where the image starts it', async () => {
  await made();
  const listing = execFileSync('tar', ['-tvf', layer], {encoding: 'utf8'});
  expect(listing).toMatch(/^-rwxr-xr-x 0\/0\s+9 .* pause\n$/);
});

interface Descriptor {
  readonly digest: string;
}

const made = async (shape = SHAPE, arch: 'amd64' | 'arm64' = 'amd64') => {
  await writeLayer(join(directory, 'pause'), shape, layer);
  const {content: stream, ...image} = await imageArchive(shape, arch, [layer]);
  return {...image, archive: await bytesOf(stream)};
};

const bytesOf = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const tar = (archive: Buffer, ...args: readonly string[]): string =>
  execFileSync('tar', args, {input: archive, encoding: 'utf8'});
const content = (archive: Buffer, path: string): Buffer => execFileSync('tar', ['-xOf', '-', path], {input: archive});
const json = (archive: Buffer, path: string): Record<string, unknown> =>
  JSON.parse(content(archive, path).toString()) as Record<string, unknown>;
const blob = (archive: Buffer, digest: string) => json(archive, `blobs/${digest.replace(':', '/')}`);
const descriptors = (of: Record<string, unknown>, field: string) => of[field] as readonly Descriptor[];
const digestOf = async (file: string): Promise<string> => `sha256:${sha256(await readFile(file))}`;
