import {createCipheriv, createHash} from 'node:crypto';
import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {gunzipSync, gzipSync} from 'node:zlib';
import {ARCHES, type Arch, type Artifact, type Bundle, type ImageBlob} from '../../src/core/artifacts/bundle.js';
import {versionsFor} from '../../src/core/artifacts/catalog.js';
import {archiveParts} from '../../src/core/artifacts/oci-archive.js';
import {artifactKey} from '../../src/core/artifacts/parse-manifest.js';
import {imageReference, type UpstreamImage, upstreamFiles, upstreamImages} from '../../src/core/artifacts/upstream.js';
import {sha256} from '../../src/core/model/digest.js';

export interface FakeBundleOptions {
  /** Versions of Kubernetes; the others follow from the catalog. */
  readonly kubernetes?: readonly string[];
  readonly arches?: readonly Arch[];
  /** Bytes of each binary and of each layer. They are not compressible, so archives are as long as their members. */
  readonly size?: number;
  /** Bytes of binaries that differ, by name. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Names of binaries with one wrong byte. Their digests are those of the right bytes in `right`, else the wrong ones. */
  readonly tamper?: readonly string[];
}

export interface FakeBundle {
  /** As it is in the directory: intact, and with the wrong bytes of tampered binaries. */
  readonly manifest: Bundle;
  /** The digest of the content that each artifact should have, by artifactKey. */
  readonly right: ReadonlyMap<string, string>;
}

/** Writes a small bundle with everything that upstream releases; equal options give equal bytes. */
export const writeFakeBundle = async (
  directory: string,
  {kubernetes = ['1.36.3'], arches = ARCHES, size = 20_000, sizes = {}, tamper = []}: FakeBundleOptions = {},
): Promise<FakeBundle> => {
  const artifacts = new Map<string, Artifact>();
  const right = new Map<string, string>();

  const add = async (known: Omit<Artifact, 'sha256' | 'size' | 'stored'>, content: Buffer): Promise<void> => {
    const key = artifactKey(known);
    if (artifacts.has(key)) return;
    right.set(key, sha256(content));
    const bytes = tamper.includes(known.name) ? tampered(content) : content;
    const file = `${key}${known.kind === 'image' ? '.tar' : ''}.gz`;
    const packed = gzipSync(bytes, {level: 1});
    await mkdir(dirname(join(directory, file)), {recursive: true});
    await writeFile(join(directory, file), packed);
    const stored = {file, sha256: sha256(packed), size: packed.length};
    artifacts.set(key, {...known, sha256: sha256(bytes), size: bytes.length, stored});
  };

  for (const version of kubernetes) {
    const versions = versionsFor({kubernetes: version});
    for (const arch of arches)
      for (const {component, version: of, contents} of upstreamFiles(versions, arch))
        for (const {name} of contents)
          await add(
            {name, component, version: of, arch, kind: 'binary'},
            program(`${name} ${of} ${arch}`, sizes[name] ?? size),
          );
    for (const image of upstreamImages(versions))
      for (const [known, content] of fakeImages(image, arches, size)) await add(known, content);
  }
  const manifest: Bundle = {
    apiVersion: 'quorate/v1alpha2',
    kind: 'Bundle',
    artifacts: [...artifacts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, artifact]) => artifact),
  };
  await writeFile(join(directory, 'bundle.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return {manifest, right};
};

/** A script that prints its name, followed by bytes that look random. */
const program = (name: string, size: number): Buffer => {
  const script = Buffer.from(`#!/bin/sh\necho '${name}'\nexit 0\n`);
  return Buffer.concat([script, noise(name, Math.max(size - script.length, 0))]);
};

const noise = (seed: string, size: number): Buffer => {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
};

const tampered = (content: Buffer): Buffer => {
  const bytes = Buffer.from(content);
  bytes[bytes.length - 1]! ^= 1;
  return bytes;
};

const OCI = 'application/vnd.oci.image';

/** The image of each architecture, with one index of all of them. */
const fakeImages = (image: UpstreamImage, arches: readonly Arch[], size: number) => {
  const platforms = arches.map(arch => {
    const layer = gzipSync(noise(`${image.repository} ${image.version} ${arch}`, size), {level: 1});
    const config = Buffer.from(
      JSON.stringify({
        architecture: arch,
        os: 'linux',
        config: {Entrypoint: [`/${image.component}`]},
        rootfs: {type: 'layers', diff_ids: [`sha256:${sha256(gunzipSync(layer))}`]},
      }),
    );
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: descriptor(`${OCI}.config.v1+json`, config),
      layers: [descriptor(`${OCI}.layer.v1.tar+gzip`, layer)],
    });
    return {arch, layer, config, manifest};
  });
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: `${OCI}.index.v1+json`,
    manifests: platforms.map(({arch, manifest}) => ({
      ...descriptor(`${OCI}.manifest.v1+json`, Buffer.from(manifest)),
      platform: {architecture: arch, os: 'linux'},
    })),
  });
  return platforms.map(({arch, layer, config, manifest}) => {
    const blobs = [text(index), text(manifest), blob(config), blob(layer)];
    const source = {kind: 'image', repository: image.repository, mediaType: `${OCI}.index.v1+json`, blobs} as const;
    const contents = new Map([config, layer].map(bytes => [sha256(bytes), bytes]));
    const parts = archiveParts({image: imageReference(image), source});
    const archive = parts.map(part => ('bytes' in part ? part.bytes : contents.get(part.sha256)!));
    const known = {
      name: image.component,
      component: image.component,
      version: image.version,
      arch,
      kind: 'image',
      image: imageReference(image),
      imageDigest: `sha256:${sha256(index)}`,
      source,
    } as const;
    return [known, Buffer.concat(archive)] as const;
  });
};

const descriptor = (mediaType: string, bytes: Buffer) => ({
  mediaType,
  digest: `sha256:${sha256(bytes)}`,
  size: bytes.length,
});

const blob = (bytes: Buffer): ImageBlob => ({sha256: sha256(bytes), size: bytes.length});
const text = (content: string): ImageBlob => ({...blob(Buffer.from(content)), text: content});
