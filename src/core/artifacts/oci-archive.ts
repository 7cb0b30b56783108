import type {DownloadFile, ImageSource} from './bundle.js';
import {tarEnd, tarHeader, tarPadding} from './tar.js';

/** A piece of an image archive: bytes that follow from the lock, or a blob that is downloaded. */
export type ArchivePart = {readonly bytes: Uint8Array} | DownloadFile;

/**
 * The image archive of an artifact with an image source, an OCI image layout, part by part. Equal sources give equal
 * bytes. `ctr images import` gives the image the digest of the index, also when the index names architectures whose
 * manifests are not in the archive.
 */
export const archiveParts = ({
  image,
  source,
}: {
  readonly image: string;
  readonly source: ImageSource;
}): readonly ArchivePart[] => {
  return [
    ...textEntry('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
    ...textEntry('index.json', indexJson(image, source)),
    ...source.blobs.flatMap(({sha256, size, text}) => {
      const path = `blobs/sha256/${sha256}`;
      if (text !== undefined) return textEntry(path, text);
      return [
        {bytes: tarHeader({path, mode: 0o644, size})},
        {path: blobPath(source.repository, sha256), sha256, size},
        {bytes: tarPadding(size)},
      ];
    }),
    {bytes: tarEnd()},
  ];
};

/** "registry.k8s.io/v2/pause/blobs/sha256:…": where a registry, and a mirror of it, has a blob. */
export const blobPath = (repository: string, sha256: string): string =>
  `${registryPath(repository)}/blobs/sha256:${sha256}`;

/** "registry.k8s.io/v2/pause/manifests/3.10.2" */
export const manifestPath = (repository: string, reference: string): string =>
  `${registryPath(repository)}/manifests/${reference}`;

const registryPath = (repository: string): string => {
  const slash = repository.indexOf('/');
  return `${repository.slice(0, slash)}/v2/${repository.slice(slash + 1)}`;
};

const indexJson = (image: string, {mediaType, blobs}: ImageSource): string => {
  const [index] = blobs;
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      {
        mediaType,
        digest: `sha256:${index!.sha256}`,
        size: index!.size,
        annotations: {
          'io.containerd.image.name': image,
          'org.opencontainers.image.ref.name': image.slice(image.lastIndexOf(':') + 1),
        },
      },
    ],
  });
};

const textEntry = (path: string, text: string): readonly ArchivePart[] => {
  const content = new TextEncoder().encode(text);
  return [
    {bytes: tarHeader({path, mode: 0o644, size: content.length})},
    {bytes: content},
    {bytes: tarPadding(content.length)},
  ];
};
