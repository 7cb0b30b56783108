import type {Artifact, Bundle} from '../../core/artifacts/bundle.js';
import {artifactKey} from '../../core/artifacts/parse-manifest.js';
import {type Coverage, coverageOf} from '../../core/checks/coverage/coverage.js';
import {Failure} from '../../core/failure.js';
import {counted} from '../../core/format.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import {loadTemplates} from '../local/templates.js';
import {openBundle} from './bundle.js';
import {readLock} from './lock-file.js';

/** What is verified: a bundle directory, a lock file, or whether the one has what the other names. */
export interface VerifyOptions {
  readonly directory?: string | undefined;
  readonly lockFile?: string | undefined;
  /** The digest that the lock file must have. */
  readonly lockSha256?: string | undefined;
  /** The only cluster that has to be complete; otherwise every version of Kubernetes, for any. */
  readonly cluster?: DesiredCluster | undefined;
}

export interface Verified {
  readonly artifacts: readonly Artifact[];
  readonly coverage: Coverage;
}

/**
 * Verifies digests, and that everything is there that any rendered file names.
 * @throws Failure artifacts/incomplete, which names all that is missing; those of openBundle() and readLock()
 */
export const verifyBundle = async (options: VerifyOptions): Promise<Verified> => {
  const {directory, lockFile, lockSha256, cluster} = options;
  const lock = lockFile === undefined ? undefined : await readLock(lockFile, lockSha256);
  const bundle = directory === undefined ? undefined : await openBundle(directory);
  await bundle?.verify(bundle.manifest.artifacts);
  const manifests = [lock, bundle?.manifest].filter(each => each !== undefined);
  const templates = await loadTemplates();
  const covered = manifests.map(manifest => ({manifest, coverage: coverageOf(manifest, templates, cluster)}));
  for (const {manifest, coverage} of covered) refuseMissing(coverage.missing, whereOf(manifest, options));
  if (lock !== undefined && bundle !== undefined)
    refuseMissing(absentFrom(bundle.manifest, lock), `${whereOf(bundle.manifest, options)}, which the lock file names`);
  const {manifest, coverage} = covered.at(-1)!;
  return {artifacts: manifest.artifacts, coverage};
};

const whereOf = ({kind}: Bundle, {directory, lockFile}: VerifyOptions): string =>
  kind === 'Lock' ? `the lock file ${lockFile}` : `the bundle ${directory}`;

/** By content: a bundle that was built has other contents under the same names. */
const absentFrom = (bundle: Bundle, lock: Bundle): readonly string[] => {
  const contents = new Set(bundle.artifacts.map(({sha256}) => sha256));
  return lock.artifacts.filter(({sha256}) => !contents.has(sha256)).map(artifactKey);
};

const refuseMissing = (missing: readonly string[], where: string): void => {
  if (missing.length === 0) return;
  const names = missing.map(each => `  ${each}`).join('\n');
  throw new Failure(
    'artifacts/incomplete',
    `Verifying ${where}: ${counted(missing.length, 'thing')} missing:\n${names}`,
    {
      suggestions: [
        'download what is missing: quorate bundle fetch --download, with --kubernetes, --arch and --output as before',
      ],
    },
  );
};
