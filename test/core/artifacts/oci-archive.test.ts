import {execFileSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import type {ImageSource} from '../../../src/core/artifacts/bundle.js';
import {archiveParts, blobPath, manifestPath} from '../../../src/core/artifacts/oci-archive.js';
import {sha256} from '../../../src/core/model/digest.js';

const INDEX = '{"schemaVersion":2,"manifests":["of amd64","of arm64"]}';
const MANIFEST = '{"schemaVersion":2,"layers":["ü"]}';
const CONFIG = '{"architecture":"amd64"}';
/** Of a size that is no multiple of the block size, and one that is. */
const LAYERS = ['a layer', 'x'.repeat(1024)];

const blob = (content: string) => ({sha256: sha256(content), size: Buffer.byteLength(content)});
const SOURCE: ImageSource = {
  kind: 'image',
  repository: 'registry.k8s.io/coredns/coredns',
  mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json',
  blobs: [{...blob(INDEX), text: INDEX}, {...blob(MANIFEST), text: MANIFEST}, blob(CONFIG), ...LAYERS.map(blob)],
};
const IMAGE = {image: 'registry.k8s.io/coredns/coredns:v1.14.2', source: SOURCE};
const CONTENTS: ReadonlyMap<string, string> = new Map([CONFIG, ...LAYERS].map(each => [sha256(each), each]));

/** The archive, with blobs where they are downloaded. */
const archive = (source = SOURCE): Buffer =>
  Buffer.concat(
    archiveParts({...IMAGE, source}).map(part =>
      'bytes' in part ? part.bytes : Buffer.from(CONTENTS.get(part.sha256)!),
    ),
  );
const tar = (...args: readonly string[]): string => execFileSync('tar', args, {input: archive(), encoding: 'utf8'});

test('tar lists the layout, its index, and the blobs by their digests in the order of the source', () => {
  const entries = tar('--utc', '-tvf', '-').trim().split('\n');
  expect(entries.map(line => line.split(' ').at(-1))).toEqual([
    'oci-layout',
    'index.json',
    ...[INDEX, MANIFEST, CONFIG, ...LAYERS].map(each => `blobs/sha256/${sha256(each)}`),
  ]);
  for (const line of entries) expect(line).toMatch(/^-rw-r--r-- 0\/0\s+\d+ 1970-01-01 00:00 /);
});

test('every blob is in the archive byte for byte', () => {
  for (const content of [INDEX, MANIFEST, CONFIG, ...LAYERS])
    expect(tar('-xOf', '-', `blobs/sha256/${sha256(content)}`)).toBe(content);
});

test('the layout has its version', () => {
  expect(JSON.parse(tar('-xOf', '-', 'oci-layout'))).toEqual({imageLayoutVersion: '1.0.0'});
});

test('index.json points to the index of the image, with the reference that it is imported under', () => {
  expect(JSON.parse(tar('-xOf', '-', 'index.json'))).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      {
        mediaType: SOURCE.mediaType,
        digest: `sha256:${sha256(INDEX)}`,
        size: INDEX.length,
        annotations: {
          'io.containerd.image.name': 'registry.k8s.io/coredns/coredns:v1.14.2',
          'org.opencontainers.image.ref.name': 'v1.14.2',
        },
      },
    ],
  });
});

describe('the parts of an archive', () => {
  test('are bytes, and blobs to download from the registry with their digests and sizes', () => {
    const downloads = archiveParts(IMAGE).filter(part => !('bytes' in part));
    expect(downloads).toEqual(
      [CONFIG, ...LAYERS].map(each => ({
        path: `registry.k8s.io/v2/coredns/coredns/blobs/sha256:${sha256(each)}`,
        ...blob(each),
      })),
    );
  });

  test('add up to complete blocks', () => {
    const sizes = archiveParts(IMAGE).map(part => ('bytes' in part ? part.bytes.byteLength : part.size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(archive().byteLength);
    expect(archive().byteLength % 512).toBe(0);
  });

  test('are the same bytes for the same source, and others for another one', () => {
    expect(archive()).toEqual(archive(structuredClone(SOURCE)));
    expect(archive({...SOURCE, blobs: SOURCE.blobs.slice(0, -1)})).not.toEqual(archive());
  });
});

test('blobs and manifests of a registry are under the path of its API', () => {
  expect(blobPath('registry.k8s.io/pause', 'abc')).toBe('registry.k8s.io/v2/pause/blobs/sha256:abc');
  expect(manifestPath('registry.k8s.io/coredns/coredns', 'v1.14.2')).toBe(
    'registry.k8s.io/v2/coredns/coredns/manifests/v1.14.2',
  );
});
