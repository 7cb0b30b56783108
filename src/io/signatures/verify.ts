import type {TrustMaterial} from '@sigstore/verify';
import type {Signature} from '../../core/artifacts/bundle.js';
import type {UpstreamFile} from '../../core/artifacts/upstream.js';
import type {Digest} from '../../core/model/names.js';
import {verifyCertificateSigned} from './certificate-signed.js';
import {type Get, getFor} from './get.js';
import {readProvenance, requireSubject} from './provenance.js';
import {signingOf} from './signers.js';

/** A file that upstream releases, and the digest that it publishes. */
export interface PublishedFile extends Pick<UpstreamFile, 'component' | 'version' | 'path'> {
  readonly sha256: Digest;
}

export type SignatureCheck =
  | {readonly result: 'verified'; readonly signature: Signature}
  /** Signed in a way that quorate does not verify: "with OpenPGP". */
  | {readonly result: 'unsupported'; readonly how: string}
  | {readonly result: 'unsigned'};

/**
 * Verifies who signed the digests of files, all of one source. What several of them share is read and verified once.
 *
 * @throws Failure artifacts/bad-signature, artifacts/signature-unavailable, and what `get` throws.
 */
export const signatureVerifier = (
  trust: TrustMaterial,
): ((file: PublishedFile, get: Get) => Promise<SignatureCheck>) => {
  const provenances = new Map<string, Promise<ReturnType<typeof readProvenance>>>();

  const provenance = (file: PublishedFile, path: string, signer: Signature, get: Get) => {
    const read = async () =>
      readProvenance(path, await getFor(file.path, path, MOST_OF_PROVENANCE, get), signer, trust);
    const done = provenances.get(path) ?? read();
    provenances.set(path, done);
    return done;
  };

  return async (file, get) => {
    const signing = signingOf(file.component, file.version);
    switch (signing.by) {
      case 'certificate':
        await verifyCertificateSigned(file, signing.signer, {get, trust});
        return {result: 'verified', signature: signing.signer};
      case 'provenance':
        requireSubject(file, await provenance(file, signing.path, signing.signer, get));
        return {result: 'verified', signature: signing.signer};
      case 'other':
        return {result: 'unsupported', how: signing.how};
      case 'none':
        return {result: 'unsigned'};
    }
  };
};

const MOST_OF_PROVENANCE = 1024 * 1024;
