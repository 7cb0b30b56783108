import {sha256} from '../model/digest.js';
import {digestOf} from '../model/names.js';
import type {Arch, ImageBlob} from './bundle.js';
import {isRecord, isSize, isText} from './parse-value.js';

export const INDEX_TYPES: readonly string[] = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
export const MANIFEST_TYPES: readonly string[] = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** What is wrong with a document of a registry, as the end of a sentence. */
export interface ImageProblem {
  readonly problem: string;
}

export interface ImageIndex {
  readonly mediaType: string;
  /** The document, byte for byte. */
  readonly blob: ImageBlob;
  /** The manifest of an architecture. */
  manifestOf(arch: Arch): ImageBlob | ImageProblem;
}

/** @param type the media type that the registry named, for documents without one. */
export const imageIndexOf = (body: Uint8Array, type?: string): ImageIndex | ImageProblem => {
  const read = documentOf(body);
  if ('problem' in read) return read;
  const {mediaType = type, manifests} = read.document;
  if (MANIFEST_TYPES.includes(String(mediaType)) || isRecord(read.document.config))
    return {problem: 'it is the manifest of a single architecture, and not an index of all of them'};
  if (!isText(mediaType) || !INDEX_TYPES.includes(mediaType) || !Array.isArray(manifests))
    return {problem: 'it is not the index of an image'};
  return {
    mediaType,
    blob: blobOf(body, read.text),
    manifestOf: arch => {
      const found = manifests.filter(isRecord).find(({platform, mediaType: kind}) => {
        const suits = isRecord(platform) && platform.os === 'linux' && platform.architecture === arch;
        return suits && MANIFEST_TYPES.includes(String(kind));
      });
      if (found === undefined) return {problem: `it has no variant for linux/${arch}`};
      return descriptorOf(found, MOST_DOCUMENT) ?? {problem: `its entry for linux/${arch} is not valid`};
    },
  };
};

/** The manifest itself, the configuration and the layers, in the order of an archive. */
export const imageManifestOf = (body: Uint8Array): readonly ImageBlob[] | ImageProblem => {
  const read = documentOf(body);
  if ('problem' in read) return read;
  const {config, layers} = read.document;
  if (!isRecord(config) || !Array.isArray(layers) || layers.length === 0 || layers.length > MOST_LAYERS)
    return {problem: 'its manifest has no configuration or no layers'};
  const blobs = [descriptorOf(config, MOST_DOCUMENT), ...layers.map(layer => isLayer(layer) && descriptorOf(layer))];
  if (!blobs.every(each => each !== undefined && each !== false))
    return {problem: 'its manifest has a configuration or a layer that is not valid'};
  const distinct = new Map(blobs.map(blob => [blob.sha256, blob]));
  return [blobOf(body, read.text), ...distinct.values()];
};

/** Bytes that a document may have: those of real images have some kilobytes. */
export const MOST_DOCUMENT = 4 * 1024 * 1024;
const MOST_LAYER = 2 * 1024 ** 3;
const MOST_LAYERS = 128;

/** Layers that are not in the registry but at URLs of their own are not supported. */
const isLayer = (layer: unknown): layer is Record<string, unknown> =>
  isRecord(layer) && layer.urls === undefined && LAYER.test(String(layer.mediaType));

const LAYER = /^application\/vnd\.(?:oci\.image\.layer|docker\.image\.rootfs)\.[\w.+-]+$/;

const descriptorOf = (
  {digest, size}: Readonly<Record<string, unknown>>,
  most: number = MOST_LAYER,
): ImageBlob | undefined => {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(String(digest)) ?? [];
  return hex === undefined || !isSize(size) || Number(size) > most
    ? undefined
    : {sha256: digestOf(hex), size: Number(size)};
};

const documentOf = (
  body: Uint8Array,
): {readonly document: Record<string, unknown>; readonly text: string} | ImageProblem => {
  const text = new TextDecoder().decode(body);
  if (!Buffer.from(text).equals(body)) return {problem: 'it is not UTF-8 text'};
  try {
    const document: unknown = JSON.parse(text);
    return isRecord(document) ? {document, text} : {problem: 'it is not a JSON object'};
  } catch {
    return {problem: 'it is not JSON'};
  }
};

const blobOf = (body: Uint8Array, text: string): ImageBlob => ({sha256: sha256(body), size: body.length, text});
