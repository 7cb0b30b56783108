import type {Arch, Artifact, Bundle, Versions} from '../../../core/artifacts/bundle.js';
import {type VersionChoice, versionsFor} from '../../../core/artifacts/catalog.js';
import {lackingIn, lockedOf, withFound} from '../../../core/artifacts/lock.js';
import {Failure} from '../../../core/failure.js';
import {lockBefore, refuseUnwritable, writeLock} from '../lock-file.js';
import type {Download} from './progress.js';
import {resolveFiles, type VerifySignature} from './resolve-files.js';
import {resolveImages} from './resolve-images.js';
import {signLocked} from './sign-locked.js';
import {storeArtifacts} from './store.js';
import {type SiteChoice, withSite} from './with-site.js';

/** In the bundle directory are archives of upstream, and with `download` everything. */
export interface FetchOptions extends VersionChoice, SiteChoice {
  readonly lockFile: string;
  readonly arches: readonly Arch[];
  /** Also store everything in the bundle directory. */
  readonly download: boolean;
  /** Also of what the lock file has without a signature. */
  readonly verifySignature?: VerifySignature | undefined;
}

export interface FetchOutcome {
  readonly versions: Versions;
  /** The artifacts of these versions and architectures. */
  readonly artifacts: readonly Artifact[];
  /** How many of them the lock file did not have. */
  readonly added: number;
  readonly downloads: readonly Download[];
  /** Requests that were sent, small ones included. */
  readonly requests: number;
  /** Paths of files of which upstream publishes no digest. */
  readonly unpublished: readonly string[];
}

/**
 * Writes the lock file of versions, and downloads what it names. What the lock file has is not asked for again, and what
 * was downloaded is not downloaded again. An interrupted run can be repeated at any time.
 * @throws Failure usage/version, usage/from, artifacts/*, download/*
 */
export const fetchBundle = async (options: FetchOptions): Promise<FetchOutcome> => {
  const {lockFile, arches, download, verifySignature} = options;
  const versions = versionsFor(options);
  await refuseUnwritable(lockFile);
  const before = await lockBefore(lockFile, options);
  const lacking = lackingIn(before, versions, arches);
  return withSite(options, async site => {
    const [files, images, signed] = await Promise.all([
      resolveFiles(lacking.files, site, {verifySignature, measured: download}),
      resolveImages(lacking.images, site),
      verifySignature === undefined ? [] : signLocked(lockedOf(before, versions, arches), site.origin, verifySignature),
    ]);
    const found = [...files.artifacts, ...images];
    const artifacts = lockedOf(await addToLock(options, [...signed, ...found]), versions, arches);
    if (download) await storeArtifacts(artifacts, site);
    return {
      versions,
      artifacts,
      added: found.length,
      downloads: site.progress.downloads,
      requests: site.origin.requests(),
      unpublished: files.unpublished.map(({path}) => path),
    };
  });
};

/** The file is read again: another run may have written it meanwhile. */
const addToLock = async (options: FetchOptions, found: readonly Artifact[]): Promise<Bundle> => {
  const {lockFile: path} = options;
  const before = await lockBefore(path, options);
  const lock = withFound(before, found);
  if (!('artifacts' in lock)) {
    const conflicts = lock.map(({message}) => `  ${message}`).join('\n');
    throw new Failure('artifacts/lock-conflict', `Adding to ${path}: it differs:\n${conflicts}`, {
      suggestions: [`find out which is right, then correct ${path}, and run the same command again`],
    });
  }
  await writeLock(path, before, lock);
  return lock;
};
