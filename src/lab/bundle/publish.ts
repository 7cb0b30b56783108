import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {Artifact, Bundle} from '../../core/artifacts/bundle.js';
import {artifactKey} from '../../core/artifacts/parse-manifest.js';
import {Failure} from '../../core/failure.js';
import {MANIFEST, readManifest} from '../../io/bundle/manifest.js';
import {writeAtomically} from './ledger.js';

/** Writes bundle.json: these artifacts, and those of other versions that it had before and that still exist. */
export const publish = async (directory: string, artifacts: readonly Artifact[]): Promise<Bundle> => {
  const before = await manifestBefore(directory);
  const keys = new Set(artifacts.map(artifactKey));
  const others = before?.artifacts.filter(artifact => !keys.has(artifactKey(artifact))) ?? [];
  const exist = await Promise.all(
    others.map(({stored}) =>
      stat(join(directory, stored!.file)).then(
        found => found.isFile(),
        () => false,
      ),
    ),
  );
  const bundle = merged(
    artifacts,
    others.filter((_, index) => exist[index]),
  );
  if (JSON.stringify(before) !== JSON.stringify(bundle))
    await writeAtomically(join(directory, MANIFEST), `${JSON.stringify(bundle, null, 2)}\n`);
  return bundle;
};

/** Sorted, so that equal bundles have equal manifests. */
const merged = (artifacts: readonly Artifact[], others: readonly Artifact[]): Bundle => ({
  apiVersion: 'quorate/v1alpha2',
  kind: 'Bundle',
  artifacts: [...artifacts, ...others].sort((a, b) => (artifactKey(a) < artifactKey(b) ? -1 : 1)),
});

/** A manifest that is missing or invalid is written again. */
const manifestBefore = async (directory: string): Promise<Bundle | undefined> => {
  try {
    return await readManifest(directory);
  } catch (error) {
    if (error instanceof Failure && REPLACEABLE.has(error.code)) return undefined;
    throw error;
  }
};

const REPLACEABLE: ReadonlySet<string> = new Set(['artifacts/no-bundle', 'artifacts/bad-manifest']);
