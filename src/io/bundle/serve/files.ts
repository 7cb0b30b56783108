import {createHash} from 'node:crypto';
import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {FileSource} from '../../../core/artifacts/bundle.js';
import type {UpstreamFile} from '../../../core/artifacts/upstream.js';
import {digestOf} from '../../../core/model/names.js';
import {minorOf, newest} from '../../../core/versions/version.js';
import {digestOfFile} from '../manifest.js';
import {archive} from './archive.js';
import {type Content, once} from './content.js';
import type {ReleasedFile} from './released.js';
import type {Unpacked} from './unpacked.js';

type Paths = ReadonlyMap<string, Content>;

/** Binaries and archives, the digests that upstream publishes for them, and the markers of the newest Kubernetes. */
export const filePaths = (directory: string, released: readonly ReleasedFile[], unpacked: Unpacked): Paths => {
  const files = released.map(one => ({file: one.file, content: contentOf(directory, one, unpacked)}));
  return new Map([
    ...files.map(({file, content}) => [file.path, content] as const),
    ...checksumFiles(files),
    ...versionMarkers(released.map(({file}) => file)),
  ]);
};

const contentOf = (directory: string, {file, content, members, source}: ReleasedFile, unpacked: Unpacked): Content => {
  if (content === undefined) return verbatimOr(archive(directory, members), keptPath(directory, file), source);
  return {
    type: BINARY,
    measure: async () => content,
    pieces: async () => [await unpacked.content(content)],
  };
};

const BINARY = 'application/octet-stream';

/** The archive of upstream, if it was kept and is intact; else the one that is made of the stored members. */
const verbatimOr = (rebuilt: Content, path: string, source: FileSource | undefined): Content => {
  const chosen = once(async (): Promise<Content> => {
    if (source === undefined || !(await isIntact(path, source))) return rebuilt;
    const {sha256, size} = source;
    return {...rebuilt, measure: async () => ({sha256, size}), pieces: async () => [{file: path, start: 0, size}]};
  });
  return {
    type: rebuilt.type,
    measure: async () => (await chosen()).measure(),
    pieces: async () => (await chosen()).pieces(),
  };
};

/** Paths of archives whose digests differ from those that upstream has, as the verbatim files are not in the bundle. */
export const rebuiltArchives = async (
  directory: string,
  released: readonly ReleasedFile[],
): Promise<readonly string[]> => {
  const rebuilt: string[] = [];
  for (const {file, content, source} of released)
    if (content === undefined && source !== undefined && !(await isKept(keptPath(directory, file), source)))
      rebuilt.push(file.path);
  return rebuilt;
};

const keptPath = (directory: string, {path}: UpstreamFile): string => join(directory, 'downloads', path);

const isKept = async (path: string, {size}: FileSource): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.size === size;

const isIntact = async (path: string, source: FileSource): Promise<boolean> =>
  (await isKept(path, source)) && (await digestOfFile(path)) === source.sha256;

interface ServedFile {
  readonly file: UpstreamFile;
  readonly content: Content;
}

/** In the format of each project. Kubernetes also has a digest beside each binary, without a name and a line break. */
const checksumFiles = (files: readonly ServedFile[]): readonly (readonly [string, Content])[] => {
  const lists = new Map<string, ServedFile[]>();
  for (const one of files) {
    const path = one.file.checksums?.path;
    if (path !== undefined) lists.set(path, [...(lists.get(path) ?? []), one]);
  }
  return [
    ...[...lists].map(([path, listed]) => [path, text(() => checksumList(listed))] as const),
    ...files
      .filter(({file}) => file.component === 'kubernetes')
      .map(({file, content}) => [`${file.path}.sha256`, text(async () => (await content.measure()).sha256)] as const),
  ];
};

const checksumList = async (listed: readonly ServedFile[]): Promise<string> => {
  const lines: string[] = [];
  for (const {file, content} of listed) {
    const {sha256} = await content.measure();
    const name = file.checksums?.name;
    lines.push(name === undefined ? sha256 : `${sha256}  ${name}\n`);
  }
  return lines.join('');
};

/** "stable-1.36.txt" with "v1.36.3", and stable.txt with the newest of all. */
const versionMarkers = (files: readonly UpstreamFile[]): readonly (readonly [string, Content])[] => {
  const versions = files.filter(({component}) => component === 'kubernetes').map(({version}) => version);
  const suffixes = new Set(versions.flatMap(version => ['', '-1', `-${minorOf(version)}`]));
  return [...suffixes].map(suffix => {
    const among = versions.filter(version => suffix === '' || `-${version}`.startsWith(`${suffix}.`));
    return [`dl.k8s.io/release/stable${suffix}.txt`, text(async () => `v${newest(among)}`)] as const;
  });
};

const text = (write: () => Promise<string>): Content => {
  const bytes = once(async () => Buffer.from(await write()));
  return {
    type: 'text/plain; charset=utf-8',
    measure: async () => {
      const {length} = await bytes();
      return {
        sha256: digestOf(
          createHash('sha256')
            .update(await bytes())
            .digest('hex'),
        ),
        size: length,
      };
    },
    pieces: async () => [await bytes()],
  };
};
