import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import type {Arch, Artifact, DownloadFile, ImageSource} from '../../../core/artifacts/bundle.js';
import {archiveParts} from '../../../core/artifacts/oci-archive.js';
import {imageReference, type UpstreamImage} from '../../../core/artifacts/upstream.js';
import {digestOf} from '../../../core/model/names.js';
import {otherSize} from '../download/size.js';
import {readIndex, readManifestOf} from '../registry.js';
import type {FetchSite} from './site.js';

export interface ImageOfArch {
  readonly image: UpstreamImage;
  readonly arch: Arch;
}

/**
 * Images of upstream, each for one architecture. Their layers are downloaded: the digest of an archive is that of all of
 * its bytes.
 * @throws Failure artifacts/bad-image, artifacts/digest-mismatch, download/*
 */
export const resolveImages = async (images: readonly ImageOfArch[], site: FetchSite): Promise<readonly Artifact[]> => {
  const indexes = new Map<string, ReturnType<typeof readIndex>>();
  const indexOf = (image: UpstreamImage): ReturnType<typeof readIndex> => {
    const reference = imageReference(image);
    const reading = indexes.get(reference) ?? readIndex(site.origin, image);
    indexes.set(reference, reading);
    return reading;
  };
  const described = await Promise.all(
    images.map(async ({image, arch}) => {
      const index = await indexOf(image);
      const blobs = [index.blob, ...(await readManifestOf(site.origin, image, index, arch))];
      const source: ImageSource = {kind: 'image', repository: image.repository, mediaType: index.mediaType, blobs};
      return {image, arch, source};
    }),
  );
  for (const {image, source} of described)
    for (const {path, size} of blobsOf({image: imageReference(image), source})) site.progress.expect(path, size);
  return Promise.all(described.map(each => measured(each, site)));
};

const measured = async (
  {image, arch, source}: ImageOfArch & {readonly source: ImageSource},
  site: FetchSite,
): Promise<Artifact> => {
  const reference = imageReference(image);
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of imageContent({image: reference, source}, site)) {
    hash.update(chunk);
    size += chunk.byteLength;
  }
  const {component, version} = image;
  return {
    name: component,
    component,
    version,
    arch,
    kind: 'image',
    image: reference,
    imageDigest: `sha256:${source.blobs[0]!.sha256}`,
    sha256: digestOf(hash.digest('hex')),
    size,
    source,
  };
};

interface ImageWithSource {
  readonly image: string;
  readonly source: ImageSource;
}

/** The bytes of an image archive. Its blobs are downloaded before the first byte is returned. */
export const imageContent = async function* (image: ImageWithSource, site: FetchSite): AsyncGenerator<Uint8Array> {
  const files = new Map(
    await Promise.all(blobsOf(image).map(async blob => [blob.path, await blobFile(blob, site)] as const)),
  );
  for (const part of archiveParts(image)) {
    if ('bytes' in part) yield part.bytes;
    else yield* createReadStream(files.get(part.path)!, {highWaterMark: 1 << 20}) as AsyncIterable<Uint8Array>;
  }
};

const blobFile = async (blob: DownloadFile, site: FetchSite): Promise<string> => {
  const {file, size} = await site.download(blob);
  if (size !== blob.size) throw otherSize(site.origin.nameOf(blob.path), size, blob.size);
  return file;
};

/** What an image is downloaded from. */
export const blobsOf = (image: ImageWithSource): readonly DownloadFile[] =>
  archiveParts(image).filter(part => 'path' in part);
