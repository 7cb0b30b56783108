import type {Artifact, Bundle} from '../../core/artifacts/bundle.js';
import {bundleIn, type OpenBundle} from './bundle.js';
import {storeArtifacts} from './fetch/store.js';
import {type OriginChoice, withSite} from './fetch/with-site.js';

/**
 * Artifacts of a lock file. Those that are needed on this machine come from the bundle directory; those that it lacks are
 * downloaded into it first.
 * @param choose how to download; called when something is needed.
 */
export const lockedBundle = (lock: Bundle, directory: string, choose: () => Promise<OriginChoice>): OpenBundle => {
  /** One after another: each adds to the manifest of the directory. */
  let last: Promise<unknown> = Promise.resolve();
  const ready = new Map<string, {readonly artifact: Artifact; readonly bundle: OpenBundle}>();

  const makeReady = async (artifacts: readonly Artifact[]): Promise<void> => {
    const needed = new Map(artifacts.map(artifact => [artifact.sha256, artifact]));
    const due = [...needed.values()].filter(({sha256}) => !ready.has(sha256));
    if (due.length === 0) return;
    const stored = await withSite({...(await choose()), directory}, site => storeArtifacts(due, site));
    const bundle = bundleIn(directory, stored);
    const bySha256 = new Map(stored.artifacts.map(artifact => [artifact.sha256, artifact]));
    const found = due.map(({sha256}) => bySha256.get(sha256)!);
    await bundle.verify(found);
    for (const artifact of found) ready.set(artifact.sha256, {artifact, bundle});
  };

  const verify = (artifacts: readonly Artifact[]): Promise<void> => {
    const next = last.then(() => makeReady(artifacts));
    last = next.catch(() => {});
    return next;
  };

  return {
    directory,
    manifest: lock,
    verify,
    open: async wanted => {
      await verify([wanted]);
      const {artifact, bundle} = ready.get(wanted.sha256)!;
      return bundle.open(artifact);
    },
  };
};
