import {createReadStream} from 'node:fs';
import {rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import pLimit from 'p-limit';
import type {Artifact, Bundle, FileSource} from '../../../core/artifacts/bundle.js';
import {memberName} from '../../../core/artifacts/member-name.js';
import {artifactKey} from '../../../core/artifacts/parse-manifest.js';
import {Failure} from '../../../core/failure.js';
import {by} from '../../../core/group-by.js';
import {downloadPath} from '../download/folder.js';
import {removeAbandoned} from '../leftovers.js';
import {Meter} from '../meter.js';
import {type Packed, packedName, packFile} from '../pack.js';
import {hasStoredFile, manifestBefore, publish} from '../publish.js';
import {readDownload} from './read-download.js';
import {blobsOf, imageContent} from './resolve-images.js';
import type {FetchSite} from './site.js';

/**
 * Downloads artifacts of a lock into the bundle directory, and adds them to its manifest. What is there with the same
 * content is kept. Archives stay among the downloads as they are; other downloads are removed when they are stored.
 * @throws Failure artifacts/digest-mismatch, artifacts/lock-size, artifacts/bad-archive, artifacts/unwritable, download/*
 */
export const storeArtifacts = async (artifacts: readonly Artifact[], site: FetchSite): Promise<Bundle> => {
  const stored = await storedBefore(artifacts, site.directory);
  const due = artifacts.filter(artifact => !stored.has(artifact));
  for (const artifact of due) for (const {path, size} of filesOf(artifact)) site.progress.expect(path, size);
  if (due.length > 0) await removeAbandoned(site.directory);
  const limit = pLimit(STORED_AT_ONCE);
  const storing = groupsOf(due).map(group => site.track(limit(() => storeGroup(group, site))));
  for (const group of await Promise.all(storing)) for (const each of group) stored.set(each.artifact, each.packed);
  const bundle = await publish(
    site.directory,
    artifacts.map(artifact => ({...artifact, stored: stored.get(artifact)!.stored})),
  );
  for (const {path} of artifacts.filter(artifact => memberOf(artifact) === undefined).flatMap(filesOf))
    await rm(downloadPath(site.directory, path), {force: true});
  return bundle;
};

/** Compressing takes a core; downloads have a limit of their own. */
const STORED_AT_ONCE = 4;

/** What the directory has: by its manifest, or as a file that a run stored which ended before it wrote the manifest. */
const storedBefore = async (
  artifacts: readonly Artifact[],
  directory: string,
): Promise<Map<Artifact, Pick<Packed, 'stored'>>> => {
  const manifest = await manifestBefore(directory);
  const bySha256 = new Map(manifest?.artifacts.map(artifact => [artifact.sha256, artifact]));
  const found = await Promise.all(
    artifacts.map(async artifact => {
      const known = bySha256.get(artifact.sha256);
      if (known?.stored !== undefined && (await hasStoredFile(directory, known))) return {stored: known.stored};
      return adopted(artifact, directory);
    }),
  );
  return new Map(found.flatMap((each, index) => (each === undefined ? [] : [[artifacts[index]!, each] as const])));
};

/** A file with the content of the artifact under its name, complete though the manifest does not name it. */
const adopted = async (artifact: Artifact, directory: string): Promise<Pick<Packed, 'stored'> | undefined> => {
  const file = packedName(artifact);
  const path = join(directory, file);
  if ((await stat(path).catch(() => undefined))?.isFile() !== true) return undefined;
  const [compressed, content] = [new Meter(), new Meter()];
  try {
    await pipeline(createReadStream(path), compressed, createGunzip(), content, async bytes => {
      for await (const _ of bytes);
    });
  } catch {
    return undefined;
  }
  if (content.digest() !== artifact.sha256) return undefined;
  return {stored: {file, sha256: compressed.digest(), size: compressed.size}};
};

interface Stored {
  readonly artifact: Artifact;
  readonly packed: Pick<Packed, 'stored'>;
}

/** Artifacts of one download. */
const groupsOf = (artifacts: readonly Artifact[]): readonly (readonly Artifact[])[] => [
  ...by(artifacts, artifact => (artifact.source?.kind === 'file' ? artifact.source.path : artifact)).values(),
];

const filesOf = (artifact: Artifact): readonly {readonly path: string; readonly size: number}[] => {
  const {source, image} = artifact;
  if (source === undefined || (source.kind === 'image' && image === undefined)) throw withoutSource(artifact);
  return source.kind === 'file' ? [source] : blobsOf({image: image!, source});
};

const storeGroup = async (group: readonly Artifact[], site: FetchSite): Promise<readonly Stored[]> => {
  site.signal.throwIfAborted();
  const [first] = group;
  const {source, image} = first!;
  if (source?.kind === 'file') return storeFile(group, source, site);
  if (source === undefined || image === undefined) throw withoutSource(first!);
  const packed = await packFile(
    site.directory,
    packedName(first!),
    imageContent({image, source}, site),
    first,
    site.signal,
  );
  return [{artifact: first!, packed}];
};

const storeFile = async (
  group: readonly Artifact[],
  source: FileSource,
  site: FetchSite,
): Promise<readonly Stored[]> => {
  const {file, size} = await site.download(source);
  for (const artifact of group) refuseOtherSize(artifact, size);
  const stored: Stored[] = [];
  const store = async (artifact: Artifact, content: AsyncIterable<Uint8Array>): Promise<void> => {
    stored.push({
      artifact,
      packed: await packFile(site.directory, packedName(artifact), content, artifact, site.signal),
    });
  };
  for (const artifact of group.filter(each => memberOf(each) === undefined))
    await store(artifact, createReadStream(file));
  for (const members of roundsOf(group.filter(each => memberOf(each) !== undefined)))
    await readDownload(
      file,
      [...members.keys()],
      ({path, bytes}) => store(members.get(memberName(path))!, bytes),
      site.origin.nameOf(source.path),
    );
  return stored;
};

/** Artifacts by the member that each is: one reading of the archive has each member once, and several may be the same. */
const roundsOf = (artifacts: readonly Artifact[]): readonly ReadonlyMap<string, Artifact>[] => {
  const same = [...by(artifacts, artifact => memberName(memberOf(artifact)!))];
  const most = Math.max(0, ...same.map(([, each]) => each.length));
  return Array.from(
    {length: most},
    (_, round) =>
      new Map(same.flatMap(([member, each]) => (each[round] === undefined ? [] : [[member, each[round]] as const]))),
  );
};

/** The digest is right: it is the lock file that has a wrong size, for example that of a server with wrong headers. */
const refuseOtherSize = (artifact: Artifact, size: number): void => {
  const {name, version, arch, component, source} = artifact;
  if (source?.kind !== 'file' || source.size === size) return;
  const kubernetes = component === 'kubernetes' ? version : 'VERSION';
  throw new Failure(
    'artifacts/lock-size',
    `Storing ${name} ${version} (${arch}): ${source.path} has the digest of the lock file and ${size} bytes, ` +
      `and the lock file has ${source.size} bytes; the lock file is wrong, not the download`,
    {
      suggestions: [
        `restore the lock file from version control, or delete ${artifactKey(artifact)} from it`,
        `then write what it lacks: quorate bundle fetch --lock FILE --kubernetes ${kubernetes} --arch ${arch}`,
      ],
    },
  );
};

const memberOf = ({source}: Artifact): string | undefined => (source?.kind === 'file' ? source.member : undefined);

const withoutSource = ({name, version}: Artifact): Failure =>
  new Failure('artifacts/incomplete', `The lock file names no source of ${name} ${version}`, {
    suggestions: ['write the lock file again: quorate bundle fetch'],
  });
