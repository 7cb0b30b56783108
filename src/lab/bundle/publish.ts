import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {Failure} from '../../core/failure.js';
import type {Artifact, Bundle} from '../../core/versions/bundle.js';
import {MANIFEST, readManifest} from '../../io/bundle/manifest.js';
import {hostArch} from './arch.js';
import {writeAtomically} from './ledger.js';
import {keyOf} from './product.js';

/** Writes bundle.json: these artifacts, and those of other versions that it had before and that still exist. */
export const publish = async (directory: string, artifacts: readonly Artifact[]): Promise<Bundle> => {
  const before = await manifestBefore(directory);
  const keys = new Set(artifacts.map(keyOf));
  const others = before?.arch === hostArch() ? before.artifacts.filter(artifact => !keys.has(keyOf(artifact))) : [];
  const exist = await Promise.all(
    others.map(({file}) =>
      stat(join(directory, file)).then(
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
  apiVersion: 'quorate/v1alpha1',
  kind: 'Bundle',
  arch: hostArch(),
  artifacts: [...artifacts, ...others].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
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
