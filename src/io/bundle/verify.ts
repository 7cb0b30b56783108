import {ARCHES, type Artifact, type Bundle} from '../../core/artifacts/bundle.js';
import {artifactKey} from '../../core/artifacts/parse-manifest.js';
import {type Coverage, coverageOf} from '../../core/checks/coverage/coverage.js';
import {Failure} from '../../core/failure.js';
import {counted} from '../../core/format.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import {LOCK_FILE} from '../local/config-file.js';
import {loadTemplates} from '../local/templates.js';
import {openBundle} from './bundle.js';
import {type LockWanted, lockCommand} from './fetch-command.js';
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
  const lock = lockFile === undefined ? undefined : await readLock(lockFile, lockSha256, wantedBy(cluster));
  const bundle = directory === undefined ? undefined : await openBundle(directory);
  await bundle?.verify(bundle.manifest.artifacts);
  const manifests = [lock, bundle?.manifest].filter(each => each !== undefined);
  const templates = await loadTemplates();
  const covered = manifests.map(manifest => ({manifest, coverage: coverageOf(manifest, templates, cluster)}));
  for (const {manifest, coverage} of covered)
    refuseMissing(coverage.missing, whereOf(manifest, options), remediesFor(manifest, options));
  if (lock !== undefined && bundle !== undefined)
    refuseMissing(
      absentFrom(bundle.manifest, lock),
      `${whereOf(bundle.manifest, options)}, which the lock file names`,
      remediesFor(lock, options, bundle.manifest.kind),
    );
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

/** Of the one cluster that is verified. */
const wantedBy = (cluster: DesiredCluster | undefined): LockWanted => {
  const {base} = cluster?.downloads ?? {};
  return {
    kubernetes: cluster?.kubernetesVersion,
    etcd: cluster?.etcdVersion,
    from: base === undefined || base === 'https://' ? undefined : base,
  };
};

/**
 * The commands that download what is missing, one for each version of Kubernetes.
 * @param manifest names versions and architectures. @param kind what the missing is to be added to.
 */
const remediesFor = (
  {artifacts, kind: own}: Bundle,
  {directory, lockFile, cluster}: VerifyOptions,
  kind: Bundle['kind'] = own,
): readonly string[] => {
  const found = artifacts.filter(({component}) => component === 'kubernetes').map(({version}) => version);
  const versions = cluster === undefined ? [...new Set(found)] : [cluster.kubernetesVersion];
  const arches = ARCHES.filter(each => artifacts.some(({arch}) => arch === each));
  const to = kind === 'Lock' ? '' : ` --download --output ${directory}`;
  return (versions.length === 0 ? ['VERSION'] : versions).map(
    kubernetes => `${lockCommand(lockFile ?? LOCK_FILE, {...wantedBy(cluster), kubernetes, arches})}${to}`,
  );
};

const refuseMissing = (missing: readonly string[], where: string, suggestions: readonly string[]): void => {
  if (missing.length === 0) return;
  const names = missing.map(each => `  ${each}`).join('\n');
  throw new Failure(
    'artifacts/incomplete',
    `Verifying ${where}: ${counted(missing.length, 'thing')} missing:\n${names}`,
    {suggestions},
  );
};
