import {createHash} from 'node:crypto';
import {createReadStream, createWriteStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {type Digest, digestOf} from '../../../core/model/names.js';
import {digestOfFile} from '../../../io/bundle/manifest.js';
import type {ImageShape} from '../product.js';
import {type TarEntry, tarEnd, tarHeader, tarPadding} from './tar.js';

type Content = {readonly text: string} | {readonly file: string};

/** Writes a layer with one program, as a tar file. */
export const writeLayer = async (program: string, {entrypoint}: ImageShape, output: string): Promise<void> => {
  await pipeline(entries([[entrypoint.replace(/^\//, ''), 0o755, {file: program}]]), createWriteStream(output));
};

/** An image archive for `ctr images import` and `docker load`. @param layers tar files, the lowest first. */
export const imageArchive = async function* (
  shape: ImageShape,
  arch: string,
  layers: readonly string[],
): AsyncGenerator<Uint8Array> {
  const digests = await Promise.all(layers.map(digestOfFile));
  const config = imageConfig(shape, arch, digests);
  const configDigest = digestOf(createHash('sha256').update(config).digest('hex'));
  yield* entries([
    ['manifest.json', 0o644, {text: archiveManifest(shape, configDigest, digests)}],
    [configName(configDigest), 0o644, {text: config}],
    ...layers.map((file, index) => [layerName(digests[index]!), 0o644, {file}] as const),
  ]);
};

const entries = async function* (
  list: readonly (readonly [path: string, mode: number, content: Content])[],
): AsyncGenerator<Uint8Array> {
  for (const [path, mode, content] of list) {
    const size = 'text' in content ? Buffer.byteLength(content.text) : (await stat(content.file)).size;
    yield tarHeader({path, mode, size} satisfies TarEntry);
    if ('text' in content) yield Buffer.from(content.text);
    else yield* createReadStream(content.file, {highWaterMark: 1 << 20}) as AsyncIterable<Uint8Array>;
    yield tarPadding(size);
  }
  yield tarEnd();
};

/** The config of an image, as in the OCI image specification. */
const imageConfig = ({entrypoint, command, user}: ImageShape, arch: string, layers: readonly Digest[]): string =>
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
    rootfs: {type: 'layers', diff_ids: layers.map(digest => `sha256:${digest}`)},
    history: layers.map(() => ({created: '1970-01-01T00:00:00Z', created_by: 'quorate bundle build'})),
  });

/** The manifest.json of a docker-archive, which has the config and the layers under these names. */
const archiveManifest = ({reference}: ImageShape, config: Digest, layers: readonly Digest[]): string =>
  JSON.stringify([{Config: configName(config), RepoTags: [reference], Layers: layers.map(layerName)}]);

const configName = (config: Digest): string => `${config}.json`;
const layerName = (layer: Digest): string => `${layer}/layer.tar`;
