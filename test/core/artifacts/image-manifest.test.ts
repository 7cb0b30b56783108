import {describe, expect, test} from 'vitest';
import {imageIndexOf, imageManifestOf} from '../../../src/core/artifacts/image-manifest.js';
import {sha256} from '../../../src/core/model/digest.js';

const OCI = 'application/vnd.oci.image';
const DOCKER = 'application/vnd.docker';

const descriptor = (mediaType: string, of: string, more: object = {}) => ({
  mediaType,
  digest: `sha256:${sha256(of)}`,
  size: of.length,
  ...more,
});
const platform = (architecture: string, os = 'linux') => ({platform: {architecture, os}});

const bytes = (document: unknown): Buffer => Buffer.from(JSON.stringify(document));

const index = (changes: object = {}) => ({
  schemaVersion: 2,
  mediaType: `${OCI}.index.v1+json`,
  manifests: [
    descriptor(`${OCI}.manifest.v1+json`, 'attestation', platform('unknown', 'unknown')),
    descriptor(`${OCI}.manifest.v1+json`, 'windows', platform('amd64', 'windows')),
    descriptor(`${OCI}.manifest.v1+json`, 'amd64', platform('amd64')),
    descriptor(`${OCI}.manifest.v1+json`, 'arm64', platform('arm64')),
  ],
  ...changes,
});

describe('an index', () => {
  test.each([
    ['OCI', index()],
    [
      'Docker',
      index({
        mediaType: `${DOCKER}.distribution.manifest.list.v2+json`,
        manifests: [descriptor(`${DOCKER}.distribution.manifest.v2+json`, 'arm64', platform('arm64'))],
      }),
    ],
  ])('of %s names the manifest of an architecture, and is recorded byte for byte', (_title, document) => {
    const body = bytes(document);
    const read = imageIndexOf(body);
    if ('problem' in read) return expect.unreachable(read.problem);
    expect(read.mediaType).toBe(document.mediaType);
    expect(read.blob).toEqual({sha256: sha256(body), size: body.length, text: body.toString()});
    expect(read.manifestOf('arm64')).toEqual({sha256: sha256('arm64'), size: 5});
  });

  test('without a media type has the one that the registry named', () => {
    const read = imageIndexOf(bytes(index({mediaType: undefined})), `${OCI}.index.v1+json`);
    expect(read).toMatchObject({mediaType: `${OCI}.index.v1+json`});
  });

  test.each([
    ['an architecture that it lacks', index({manifests: [index().manifests[2]]}), /no variant for linux\/arm64/],
    ['a digest that is none', index({manifests: [{...index().manifests[3], digest: 'sha256:x'}]}), /not valid/],
    [
      'another digest function',
      index({manifests: [{...index().manifests[3], digest: `sha512:${'0'.repeat(128)}`}]}),
      /not valid/,
    ],
    ['a negative size', index({manifests: [{...index().manifests[3], size: -1}]}), /not valid/],
    ['a size of gigabytes', index({manifests: [{...index().manifests[3], size: 5e9}]}), /not valid/],
    [
      'an entry that is no manifest',
      index({manifests: [{...index().manifests[3], mediaType: 'text/html'}]}),
      /no variant/,
    ],
  ])('with %s is refused', (_title, document, problem) => {
    const read = imageIndexOf(bytes(document));
    if ('problem' in read) return expect.unreachable(read.problem);
    expect(read.manifestOf('arm64')).toEqual({problem: expect.stringMatching(problem)});
  });

  test.each([
    [
      'the manifest of one architecture',
      bytes({schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json`, config: {}, layers: []}),
      /single architecture/,
    ],
    ['a manifest without a media type', bytes({schemaVersion: 2, config: {}, layers: []}), /single architecture/],
    ['another document', bytes({message: 'not found'}), /not the index/],
    ['a list', bytes([]), /not a JSON object/],
    ['a login page', Buffer.from('<html>'), /not JSON/],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0x7d]), /not UTF-8/],
  ])('is not %s', (_title, body, problem) => {
    expect(imageIndexOf(body)).toEqual({problem: expect.stringMatching(problem)});
  });
});

const manifest = (changes: object = {}) => ({
  schemaVersion: 2,
  config: descriptor(`${OCI}.config.v1+json`, 'config'),
  layers: [descriptor(`${OCI}.layer.v1.tar+gzip`, 'one'), descriptor(`${DOCKER}.image.rootfs.diff.tar.gzip`, 'other')],
  ...changes,
});

describe('a manifest', () => {
  test('is itself, its configuration and its layers, in this order', () => {
    const body = bytes(manifest());
    expect(imageManifestOf(body)).toEqual([
      {sha256: sha256(body), size: body.length, text: body.toString()},
      {sha256: sha256('config'), size: 6},
      {sha256: sha256('one'), size: 3},
      {sha256: sha256('other'), size: 5},
    ]);
  });

  test('has a layer once that it names twice', () => {
    const layer = descriptor(`${OCI}.layer.v1.tar+gzip`, 'one');
    expect(imageManifestOf(bytes(manifest({layers: [layer, layer]})))).toHaveLength(3);
  });

  test.each([
    ['no layers', {layers: []}],
    ['too many layers', {layers: Array.from({length: 129}, (_, n) => descriptor(`${OCI}.layer.v1.tar`, `${n}`))}],
    ['no configuration', {config: undefined}],
    [
      'a layer at a URL of its own',
      {layers: [descriptor(`${DOCKER}.image.rootfs.foreign.diff.tar.gzip`, 'x', {urls: ['https://x']})]},
    ],
    ['a layer that is something else', {layers: [descriptor('text/html', 'x')]}],
    ['a layer without a digest', {layers: [{mediaType: `${OCI}.layer.v1.tar`, size: 1}]}],
    ['a layer that is not an object', {layers: [null]}],
  ])('with %s is refused', (_title, changes) => {
    expect(imageManifestOf(bytes(manifest(changes)))).toEqual({problem: expect.stringMatching(/^its manifest has/)});
  });
});
