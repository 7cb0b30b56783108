import type {Artifact, DownloadFile} from './bundle.js';
import {type ArchivePart, archiveParts, manifestPath} from './oci-archive.js';

/** An artifact and the path that it gets on a host. */
export interface Placement {
  readonly artifact: Artifact;
  readonly path: string;
}

/** What a host downloads: a file with the artifacts in it, or the parts of an image archive. */
export type Download =
  | {readonly is: 'file'; readonly file: DownloadFile; readonly contents: readonly Content[]}
  | {readonly is: 'image'; readonly placement: Placement; readonly parts: readonly ArchivePart[]};

export interface Content extends Placement {
  /** Its name in the archive; undefined if the file is the content. */
  readonly member?: string;
}

/** Each file once, with all that is installed from it. Artifacts without a source are left out. */
export const downloadsOf = (placements: readonly Placement[]): readonly Download[] => {
  const files = new Map<string, {file: DownloadFile; contents: Content[]}>();
  const images: Download[] = [];
  for (const {artifact, path} of placements) {
    const {image, source} = artifact;
    if (source?.kind === 'image' && image !== undefined)
      images.push({is: 'image', placement: {artifact, path}, parts: archiveParts({image, source})});
    if (source?.kind !== 'file') continue;
    const {member, path: from, sha256, size} = source;
    // An archive is unpacked in the folder of its artifacts. A file that is the content itself becomes one artifact.
    const key = member === undefined ? path : `${sha256} ${folderOf(path)}`;
    const contents = files.get(key)?.contents ?? [];
    contents.push({artifact, path, ...(member === undefined ? {} : {member})});
    files.set(key, {file: {path: from, sha256, size}, contents});
  }
  return [...[...files.values()].map(each => ({is: 'file', ...each}) as const), ...images];
};

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** The files that are downloaded for an artifact. */
const filesOf = ({source, image = ''}: Artifact): readonly DownloadFile[] => {
  if (source === undefined) return [];
  return source.kind === 'file' ? [source] : archiveParts({image, source}).filter(part => 'path' in part);
};

/** The URL that stands for the download of an artifact in a plan: of an image, its manifest. */
export const urlOf = ({source}: Artifact, base: string): string | undefined => {
  if (source === undefined) return undefined;
  if (source.kind === 'file') return base + source.path;
  return base + manifestPath(source.repository, `sha256:${source.blobs[0]!.sha256}`);
};

/** The smallest file from each server that a host downloads from: a question for one is a question for the server. */
export const probeUrls = (artifacts: readonly Artifact[], base: string): readonly string[] => {
  const smallest = new Map<string, {readonly url: string; readonly size: number}>();
  for (const {path, size} of artifacts.flatMap(filesOf)) {
    const url = base + path;
    const {origin} = new URL(url);
    if (size < (smallest.get(origin)?.size ?? Number.POSITIVE_INFINITY)) smallest.set(origin, {url, size});
  }
  return [...smallest.values()].map(({url}) => url);
};

/** Bytes that are downloaded for an artifact and are not the content itself: an archive, or the parts of an image. */
export const bytesBeside = ({source, ...artifact}: Artifact): number => {
  if (source === undefined || (source.kind === 'file' && source.member === undefined)) return 0;
  return filesOf({...artifact, source}).reduce((sum, {size}) => sum + size, 0);
};
