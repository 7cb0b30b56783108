import type {Artifact} from '../../../core/artifacts/bundle.js';
import {by} from '../../../core/group-by.js';
import type {Origin} from '../download/origin.js';
import type {VerifySignature} from './resolve-files.js';

/**
 * The artifacts of a lock that it has without a signature, and upstream with one.
 * @throws Failure for a signature that is missing or wrong.
 */
export const signLocked = async (
  artifacts: readonly Artifact[],
  origin: Origin,
  verifySignature: VerifySignature,
): Promise<readonly Artifact[]> => {
  const unsigned = artifacts.filter(({signature}) => signature === undefined);
  const files = [...by(unsigned, ({source}) => (source?.kind === 'file' ? source : undefined)?.path)];
  const signed = await Promise.all(
    files.map(async ([path, parts]) => {
      const [{component, version, source}] = parts as readonly [Artifact];
      if (path === undefined || source === undefined || source.kind !== 'file') return [];
      const signature = await verifySignature({component, version, path}, source.sha256, origin);
      return signature === undefined ? [] : parts.map(part => ({...part, signature}));
    }),
  );
  return signed.flat();
};
