import {createReadStream} from 'node:fs';
import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import pLimit from 'p-limit';
import type {Artifact, Bundle} from '../../core/artifacts/bundle.js';
import {Failure} from '../../core/failure.js';
import type {OpenArtifact} from './content.js';
import {buildCommand, digestOfFile, readManifest} from './manifest.js';
import {storedFile} from './stored.js';
import {unpackedFiles} from './unpacked.js';

/** The configured bundle directory, else the one in the operator's cache. */
export const bundleDirectory = (configured: string | undefined, env: NodeJS.ProcessEnv): string =>
  configured === undefined
    ? join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'quorate/bundle')
    : resolve(configured.replace(/^~(?=\/|$)/, homedir()));

/** Artifacts of a bundle directory, or of a lock file. */
export interface OpenBundle {
  /** The bundle directory: what a lock file names is downloaded into it. */
  readonly directory: string;
  readonly manifest: Bundle;
  /**
   * Makes the files of these artifacts ready: those of a lock file are downloaded. Each is compared with its digest once in
   * the life of this object.
   * @throws Failure artifacts/missing-file, artifacts/digest-mismatch, download/*
   */
  verify(artifacts: readonly Artifact[]): Promise<void>;
  /** The same for one artifact, and then its bytes. */
  open(artifact: Artifact): Promise<OpenArtifact>;
}

/** @throws Failure artifacts/no-bundle, artifacts/unreadable, artifacts/bad-manifest, artifacts/writable-by-others */
export const openBundle = async (directory: string): Promise<OpenBundle> =>
  bundleIn(directory, await readManifest(directory));

/** The files of a manifest that was read. */
export const bundleIn = (directory: string, manifest: Bundle): OpenBundle => {
  const verified = new Map<string, Promise<void>>();
  const unpacked = unpackedFiles();
  const limit = pLimit(FILES_AT_ONCE);
  const isFetched = manifest.artifacts.some(({source}) => source?.kind === 'file');

  const verifyOne = (artifact: Artifact): Promise<void> => {
    const {file} = storedFile(artifact);
    const done = verified.get(file) ?? limit(() => verifyFile(directory, artifact, isFetched));
    verified.set(file, done);
    return done;
  };

  return {
    directory,
    manifest,
    verify: async artifacts => {
      await Promise.all(artifacts.map(verifyOne));
    },
    open: async artifact => {
      await verifyOne(artifact);
      const {file, size} = storedFile(artifact);
      const path = join(directory, file);
      return {size, bytes: contentOf(path), uncompressed: () => unpacked(path, artifact.size)};
    },
  };
};

/** Opened when the first byte is read: many are open at the same time otherwise. */
const contentOf = async function* (path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, {highWaterMark: PIECE});
};

/** Reading of one file overlaps with hashing of another; more at once would only use memory. */
const FILES_AT_ONCE = 4;
const PIECE = 256 * 1024;

const verifyFile = async (directory: string, artifact: Artifact, isFetched: boolean): Promise<void> => {
  const {name, version} = artifact;
  const {file, sha256} = storedFile(artifact);
  const path = join(directory, file);
  const again = isFetched ? fetchAgain(directory, artifact) : buildAgain(directory, artifact);
  const found = await digestOfFile(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new Failure('artifacts/missing-file', `Verifying ${name} ${version}: ${path} does not exist`, {
          suggestions: [again],
        })
      : new Failure('artifacts/unreadable', `Verifying ${name} ${version}: ${error.message}`, {
          suggestions: [`ls -l ${path}`],
          cause: error,
        });
  });
  if (found === sha256) return;
  throw new Failure(
    'artifacts/digest-mismatch',
    `Verifying ${name} ${version}: ${path} has the digest ${found}, the manifest has ${sha256}; ` +
      'the file is not used',
    {suggestions: [`rm ${path}`, again]},
  );
};

const buildAgain = (directory: string, artifact: Artifact): string => buildCommand(directory, versionOf(artifact));

const fetchAgain = (directory: string, artifact: Artifact): string => {
  const {kubernetes, etcd} = versionOf(artifact);
  const chosen = etcd === undefined ? '' : ` --etcd ${etcd}`;
  return `quorate bundle fetch --download --kubernetes ${kubernetes}${chosen} --arch ${artifact.arch} --output ${directory}`;
};

const versionOf = ({component, version}: Artifact): {readonly kubernetes: string; readonly etcd?: string} => ({
  kubernetes: component === 'kubernetes' ? version : 'VERSION',
  ...(component === 'etcd' ? {etcd: version} : {}),
});
