import type {ArtifactsConfig} from '../../core/model/config.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import {authorizationOf} from '../../core/network/authorization.js';
import {readCaFile} from '../local/ca-file.js';
import {LOCK_FILE} from '../local/config-file.js';
import {readCredentials} from '../local/credentials.js';
import {bundleDirectory, type OpenBundle, openBundle} from './bundle.js';
import type {FetchReport} from './fetch/progress.js';
import type {OriginChoice} from './fetch/with-site.js';
import {readLock} from './lock-file.js';
import {lockedBundle} from './locked.js';

export interface OpenOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly report: FetchReport;
  /** Of the cluster, for the command that writes a lock file. */
  readonly versions?: Pick<DesiredCluster, 'kubernetesVersion' | 'etcdVersion'>;
}

/**
 * The artifacts of a configuration: of the bundle, or where hosts download, of the lock file.
 * @param downloads as the desired cluster has it.
 * @throws Failure artifacts/no-bundle, artifacts/no-lock, artifacts/lock-digest, artifacts/unreadable,
 * artifacts/bad-manifest, artifacts/writable-by-others
 */
export const openArtifacts = async (
  artifacts: ArtifactsConfig,
  downloads: DesiredCluster['downloads'],
  options: OpenOptions,
): Promise<OpenBundle> => {
  const directory = bundleDirectory(artifacts.bundle, options.env);
  if (downloads === undefined) return openBundle(directory);
  const lock = await readLock(artifacts.lock ?? LOCK_FILE, artifacts.lockSha256, {
    kubernetes: options.versions?.kubernetesVersion,
    etcd: options.versions?.etcdVersion,
    from: fromOf(artifacts),
  });
  return lockedBundle(lock, directory, () => originOf(artifacts, options));
};

const fromOf = ({source, mirror}: ArtifactsConfig): string =>
  source === 'upstream' || mirror === undefined ? 'upstream' : mirror;

/** @throws Failure config/ca-unusable, config/credentials-unusable */
const originOf = async (artifacts: ArtifactsConfig, {env, signal, report}: OpenOptions): Promise<OriginChoice> => {
  const {ca, credentials} = artifacts;
  const read = credentials && (await readCredentials(credentials, env, 'spec.artifacts.credentials'));
  return {
    from: fromOf(artifacts),
    ca: ca === undefined ? undefined : await readCaFile(ca, 'spec.artifacts.ca'),
    authorization: read && authorizationOf(read),
    env,
    signal,
    report,
  };
};
