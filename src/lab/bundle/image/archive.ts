import {createHash} from 'node:crypto';
import {createReadStream, createWriteStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import type {Arch, ImageBlob, ImageSource} from '../../../core/artifacts/bundle.js';
import {archiveParts} from '../../../core/artifacts/oci-archive.js';
import {tarEnd, tarHeader, tarPadding} from '../../../core/artifacts/tar.js';
import {type Digest, digestOf} from '../../../core/model/names.js';
import {digestOfFile} from '../../../io/bundle/manifest.js';
import type {ImageShape} from '../product.js';

/** Writes a layer with one program, as a tar file. */
export const writeLayer = async (program: string, {entrypoint}: ImageShape, output: string): Promise<void> => {
  await pipeline(layer(entrypoint.replace(/^\//, ''), program), createWriteStream(output));
};

const layer = async function* (path: string, program: string): AsyncGenerator<Uint8Array> {
  const {size} = await stat(program);
  yield tarHeader({path, mode: 0o755, size});
  yield* bytesOf(program);
  yield tarPadding(size);
  yield tarEnd();
};

export interface ImageArchive {
  readonly image: string;
  /** Digest of the index, "sha256:…". */
  readonly imageDigest: string;
  readonly source: ImageSource;
  /** The archive, for `ctr images import`. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** An image with an index, as registries have it. @param layers tar files, the lowest first. */
export const imageArchive = async (shape: ImageShape, arch: Arch, layers: readonly string[]): Promise<ImageArchive> => {
  const files = new Map<Digest, string>();
  const layerBlobs: ImageBlob[] = [];
  for (const file of layers) {
    const sha256 = await digestOfFile(file);
    files.set(sha256, file);
    layerBlobs.push({sha256, size: (await stat(file)).size});
  }
  const config = imageConfig(shape, arch, layerBlobs);
  const configBlob = blobOf(config);
  const manifest = blobOf(imageManifest(configBlob, layerBlobs));
  const index = blobOf(imageIndex(manifest, arch));
  const [registryAndName] = shape.reference.split(/:(?=[^:/]*$)/);
  const source: ImageSource = {
    kind: 'image',
    repository: registryAndName!,
    mediaType: INDEX,
    blobs: [index, manifest, {sha256: configBlob.sha256, size: configBlob.size}, ...layerBlobs],
  };
  const parts = archiveParts({image: shape.reference, source});
  return {
    image: shape.reference,
    imageDigest: `sha256:${index.sha256}`,
    source,
    content: (async function* () {
      for (const part of parts) {
        if ('bytes' in part) yield part.bytes;
        else if (part.sha256 === configBlob.sha256) yield Buffer.from(config);
        else yield* bytesOf(files.get(part.sha256)!);
      }
    })(),
  };
};

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

const bytesOf = (file: string): AsyncIterable<Uint8Array> => createReadStream(file, {highWaterMark: 1 << 20});

const blobOf = (text: string): ImageBlob & {readonly text: string} => ({
  sha256: digestOf(createHash('sha256').update(text).digest('hex')),
  size: Buffer.byteLength(text),
  text,
});

const descriptor = (mediaType: string, {sha256, size}: ImageBlob) => ({mediaType, digest: `sha256:${sha256}`, size});

const imageIndex = (manifest: ImageBlob, architecture: string): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: [{...descriptor(MANIFEST, manifest), platform: {architecture, os: 'linux'}}],
  });

const imageManifest = (config: ImageBlob, layers: readonly ImageBlob[]): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: layers.map(each => descriptor('application/vnd.oci.image.layer.v1.tar', each)),
  });

/** The config of an image, as in the OCI image specification. */
const imageConfig = ({entrypoint, command, user}: ImageShape, arch: string, layers: readonly ImageBlob[]): string =>
  JSON.stringify({
    created: '1970-01-01T00:00:00Z',
    architecture: arch,
    os: 'linux',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Entrypoint: [entrypoint],
      ...(command === undefined ? {} : {Cmd: command}),
      ...(user === undefined ? {} : {User: user}),
      WorkingDir: '/',
    },
    rootfs: {type: 'layers', diff_ids: layers.map(({sha256}) => `sha256:${sha256}`)},
    history: layers.map(() => ({created: '1970-01-01T00:00:00Z', created_by: 'quorate bundle build'})),
  });
