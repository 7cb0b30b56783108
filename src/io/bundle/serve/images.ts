import type {Artifact, Bundle, ImageBlob, ImageSource} from '../../../core/artifacts/bundle.js';
import {type ArchivePart, archiveParts} from '../../../core/artifacts/oci-archive.js';
import type {Content} from './content.js';
import type {Unpacked} from './unpacked.js';

/** What the registry has of a repository: "manifests/3.10.2", "manifests/sha256:…", "blobs/sha256:…". */
export type Repository = ReadonlyMap<string, Content>;

/** By name with registry: "registry.k8s.io/coredns/coredns". */
export const imageRepositories = ({artifacts}: Bundle, unpacked: Unpacked): ReadonlyMap<string, Repository> => {
  const repositories = new Map<string, Map<string, Content>>();
  for (const artifact of artifacts) {
    const {image, source, stored} = artifact;
    if (image === undefined || source?.kind !== 'image' || stored === undefined) continue;
    const repository = repositories.get(source.repository) ?? new Map<string, Content>();
    repositories.set(source.repository, repository);
    const [index] = source.blobs;
    const tagged = `manifests/${image.slice(image.lastIndexOf(':') + 1)}`;
    // Of two architectures with an index each, the tag is that of the first.
    if (!repository.has(tagged)) repository.set(tagged, manifest(index!, source.mediaType));
    for (const [path, content] of blobs(artifact, {image, source}, unpacked)) repository.set(path, content);
  }
  return repositories;
};

const blobs = (
  artifact: Artifact,
  archived: {readonly image: string; readonly source: ImageSource},
  unpacked: Unpacked,
): readonly (readonly [string, Content])[] => {
  const starts = blobStarts(archiveParts(archived));
  return archived.source.blobs.map(blob => {
    const digest = `sha256:${blob.sha256}`;
    if (blob.text !== undefined) return [`manifests/${digest}`, manifest(blob, mediaTypeOf(blob, archived.source))];
    const start = starts.get(blob.sha256)!;
    const {sha256, size} = blob;
    return [
      `blobs/${digest}`,
      {
        type: 'application/octet-stream',
        registry: true,
        measure: async () => ({sha256, size}),
        pieces: async () => [{...(await unpacked.content(artifact)), start, size}],
      },
    ];
  });
};

/** Where each blob begins in the image archive, in bytes. */
const blobStarts = (parts: readonly ArchivePart[]): ReadonlyMap<string, number> => {
  const starts = new Map<string, number>();
  let at = 0;
  for (const part of parts) {
    if (!('bytes' in part)) starts.set(part.sha256, at);
    at += 'bytes' in part ? part.bytes.length : part.size;
  }
  return starts;
};

const manifest = ({sha256, text = ''}: ImageBlob, type: string): Content => {
  const bytes = Buffer.from(text);
  return {
    type,
    registry: true,
    measure: async () => ({sha256, size: bytes.length}),
    pieces: async () => [bytes],
  };
};

/** As the manifest says itself, else as the index says. */
const mediaTypeOf = ({sha256, text = ''}: ImageBlob, {mediaType, blobs: [index]}: ImageSource): string => {
  if (sha256 === index?.sha256) return mediaType;
  const own = (parsed(text) as {mediaType?: unknown}).mediaType;
  const {manifests} = parsed(index?.text ?? '') as {manifests?: readonly {digest?: unknown; mediaType?: unknown}[]};
  const listed = manifests?.find(({digest}) => digest === `sha256:${sha256}`)?.mediaType;
  return ([own, listed].find(each => typeof each === 'string' && /^[\w.+/-]+$/.test(each)) as string) ?? OCI_MANIFEST;
};

const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

const parsed = (text: string): object => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};
