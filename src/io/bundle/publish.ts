import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {Artifact, Bundle} from '../../core/artifacts/bundle.js';
import {manifestOf, manifestText} from '../../core/artifacts/lock.js';
import {artifactKey} from '../../core/artifacts/parse-manifest.js';
import {Failure} from '../../core/failure.js';
import {MANIFEST, readManifest} from './manifest.js';
import {writeAtomically} from './unfinished.js';

/**
 * Writes bundle.json: these artifacts, and those of other versions that it had before and that still exist.
 * @throws Failure artifacts/unreadable, artifacts/writable-by-others
 */
export const publish = async (directory: string, artifacts: readonly Artifact[]): Promise<Bundle> => {
  const before = await manifestBefore(directory);
  const keys = new Set(artifacts.map(artifactKey));
  const others = before?.artifacts.filter(artifact => !keys.has(artifactKey(artifact))) ?? [];
  const exist = await Promise.all(others.map(artifact => hasStoredFile(directory, artifact)));
  const bundle = manifestOf('Bundle', [...artifacts, ...others.filter((_, index) => exist[index])]);
  if (JSON.stringify(before) !== JSON.stringify(bundle))
    await writeAtomically(join(directory, MANIFEST), manifestText(bundle));
  return bundle;
};

/** By its size; its digest is verified before it is used. */
export const hasStoredFile = async (directory: string, {stored}: Artifact): Promise<boolean> => {
  if (stored === undefined) return false;
  const found = await stat(join(directory, stored.file)).catch(() => undefined);
  return found?.isFile() === true && found.size === stored.size;
};

/** A manifest that is missing or invalid is written again. */
export const manifestBefore = async (directory: string): Promise<Bundle | undefined> => {
  try {
    return await readManifest(directory);
  } catch (error) {
    if (error instanceof Failure && REPLACEABLE.has(error.code)) return undefined;
    throw error;
  }
};

const REPLACEABLE: ReadonlySet<string> = new Set(['artifacts/no-bundle', 'artifacts/bad-manifest']);
