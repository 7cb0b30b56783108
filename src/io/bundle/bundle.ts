import {createReadStream} from 'node:fs';
import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import pLimit from 'p-limit';
import type {Artifact, Bundle} from '../../core/artifacts/bundle.js';
import {Failure} from '../../core/failure.js';
import {buildCommand, digestOfFile, readManifest} from './manifest.js';
import {storedFile} from './stored.js';

/** The configured bundle directory, else the one in the operator's cache. */
export const bundleDirectory = (configured: string | undefined, env: NodeJS.ProcessEnv): string =>
  configured === undefined
    ? join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'quorate/bundle')
    : resolve(configured.replace(/^~(?=\/|$)/, homedir()));

export interface OpenBundle {
  readonly directory: string;
  readonly manifest: Bundle;
  /**
   * Verifies the files of these artifacts against the manifest, each once in the life of this object.
   * @throws Failure artifacts/missing-file, artifacts/digest-mismatch
   */
  verify(artifacts: readonly Artifact[]): Promise<void>;
  /** The compressed bytes; verified before the first one is returned. */
  open(artifact: Artifact): AsyncIterable<Uint8Array>;
}

/** @throws Failure artifacts/no-bundle, artifacts/unreadable, artifacts/bad-manifest */
export const openBundle = async (directory: string): Promise<OpenBundle> => {
  const manifest = await readManifest(directory);
  const verified = new Map<string, Promise<void>>();
  const limit = pLimit(FILES_AT_ONCE);

  const verifyOne = (artifact: Artifact): Promise<void> => {
    const {file} = storedFile(artifact);
    const done = verified.get(file) ?? limit(() => verifyFile(directory, artifact));
    verified.set(file, done);
    return done;
  };

  return {
    directory,
    manifest,
    verify: async artifacts => {
      await Promise.all(artifacts.map(verifyOne));
    },
    open: async function* (artifact) {
      await verifyOne(artifact);
      yield* createReadStream(join(directory, storedFile(artifact).file), {highWaterMark: PIECE});
    },
  };
};

/** Reading of one file overlaps with hashing of another; more at once would only use memory. */
const FILES_AT_ONCE = 4;
const PIECE = 256 * 1024;

const verifyFile = async (directory: string, artifact: Artifact): Promise<void> => {
  const {name, version} = artifact;
  const {file, sha256} = storedFile(artifact);
  const path = join(directory, file);
  const found = await digestOfFile(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new Failure('artifacts/missing-file', `Verifying ${name} ${version}: ${path} does not exist`, {
          suggestions: [rebuild(directory, artifact)],
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
    {suggestions: [`rm ${path}`, rebuild(directory, artifact)]},
  );
};

const rebuild = (directory: string, {component, version}: Artifact): string =>
  buildCommand(directory, {
    kubernetes: component === 'kubernetes' ? version : 'VERSION',
    ...(component === 'etcd' ? {etcd: version} : {}),
  });
