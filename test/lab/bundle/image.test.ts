import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {imageArchive, writeLayer} from '../../../src/lab/bundle/image/archive.js';
import type {ImageShape} from '../../../src/lab/bundle/product.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quorate-image-'));
  await writeFile(join(directory, 'pause'), 'a program');
});
afterEach(() => rm(directory, {recursive: true, force: true}));

const SHAPE: ImageShape = {reference: 'registry.k8s.io/pause:3.10.2', entrypoint: '/pause', user: '65535:65535'};

test('the archive names its config, its layers and the reference it is imported under', async () => {
  const archive = await made();
  const [manifest] = json(archive, 'manifest.json') as [{Config: string; RepoTags: string[]; Layers: string[]}];
  expect(manifest.RepoTags).toEqual(['registry.k8s.io/pause:3.10.2']);
  const layer = sha256(await readFile(join(directory, 'layer.tar')));
  expect(manifest.Layers).toEqual([`${layer}/layer.tar`]);
  expect(json(archive, manifest.Config)).toMatchObject({
    architecture: 'amd64',
    os: 'linux',
    config: {Entrypoint: ['/pause'], User: '65535:65535'},
    rootfs: {type: 'layers', diff_ids: [`sha256:${layer}`]},
  });
  expect(manifest.Config).toBe(`${sha256(content(archive, manifest.Config))}.json`);
});

test('the layer holds the program where the image starts it', async () => {
  await made();
  const listing = execFileSync('tar', ['-tvf', join(directory, 'layer.tar')], {encoding: 'utf8'});
  expect(listing).toMatch(/^-rwxr-xr-x 0\/0\s+9 .* pause\n$/);
});

test('the same program gives the same bytes', async () => {
  expect(await made()).toEqual(await made());
});

test('a layer below comes first', async () => {
  const layer = join(directory, 'layer.tar');
  const below = join(directory, 'below.tar');
  await writeFile(below, 'debian');
  await writeLayer(join(directory, 'pause'), SHAPE, layer);
  const [manifest] = json(await bytesOf(imageArchive(SHAPE, 'amd64', [below, layer])), 'manifest.json') as [
    {Layers: string[]},
  ];
  expect(manifest.Layers[0]).toBe(`${sha256(Buffer.from('debian'))}/layer.tar`);
  expect(manifest.Layers).toHaveLength(2);
});

const made = async (): Promise<Buffer> => {
  const layer = join(directory, 'layer.tar');
  await writeLayer(join(directory, 'pause'), SHAPE, layer);
  return bytesOf(imageArchive(SHAPE, 'amd64', [layer]));
};

const bytesOf = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const content = (archive: Buffer, path: string): Buffer => execFileSync('tar', ['-xOf', '-', path], {input: archive});
const json = (archive: Buffer, path: string): unknown => JSON.parse(content(archive, path).toString());
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
