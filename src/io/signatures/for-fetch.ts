import pLimit from 'p-limit';
import type {VerifySignature} from '../bundle/fetch/resolve-files.js';
import type {Get} from './get.js';
import {readTrust} from './trust.js';
import {signatureVerifier} from './verify.js';

/**
 * Verifies signatures with what is beside the files, in the same source.
 * @param trustedRoot file; undefined for the trusted root of this version of quorate.
 * @throws Failure artifacts/bad-trusted-root; when called also those of signatureVerifier.
 */
export const verifySignatures = async (trustedRoot: string | undefined): Promise<VerifySignature> => {
  const verify = signatureVerifier(await readTrust(trustedRoot));
  const limit = pLimit(FILES_AT_ONCE);
  return async (file, sha256, origin) => {
    const get: Get = async (path, most) => (await origin.read(path, {most})).body;
    const check = await limit(() => verify({...file, sha256}, get));
    return check.result === 'verified' ? check.signature : undefined;
  };
};

/** A signature takes three requests. */
const FILES_AT_ONCE = 4;
