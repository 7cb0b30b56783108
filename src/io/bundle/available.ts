import {chooseRelease, type RequestedRelease} from '../../core/artifacts/release.js';
import {Failure} from '../../core/failure.js';
import {openBundle} from './bundle.js';
import {openOrigin} from './download/open-origin.js';

/** True if the bundle in a directory has everything for a cluster on hosts of this architecture. */
export const hasRelease = async (directory: string, requested: RequestedRelease, arch: string): Promise<boolean> => {
  try {
    const chosen = chooseRelease(requested, (await openBundle(directory)).manifest);
    return 'release' in chosen && chosen.release.arches.has(arch);
  } catch (error) {
    if (error instanceof Failure && MISSING.has(error.code)) return false;
    throw error;
  }
};

const MISSING: ReadonlySet<string> = new Set(['artifacts/no-bundle', 'artifacts/bad-manifest']);

/** How long an answer may take: quickstart waits for it. */
const LIMIT_MS = 3000;

/**
 * Why the files of a version cannot be downloaded, in words; undefined if they can.
 * @param from "upstream", or the URL or folder of a mirror.
 */
export const downloadProblem = async (
  from: string,
  kubernetes: string,
  {env, signal}: {readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal},
): Promise<string | undefined> => {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const origin = await openOrigin(from, {env, signal: AbortSignal.any([signal, limit])});
  try {
    await origin.size(`dl.k8s.io/release/v${kubernetes}/SHA256SUMS`);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return limit.aborted ? `no answer within ${LIMIT_MS / 1000} s` : (error as Error).message;
  } finally {
    await origin.close();
  }
};
