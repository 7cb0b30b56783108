import {type SignedEntity, type Signer, type TrustMaterial, VerificationError, Verifier} from '@sigstore/verify';
import type {Signature} from '../../core/artifacts/bundle.js';
import {own} from '../../core/own.js';
import {badSignature, shown} from './failures.js';

/**
 * Verifies that the certificate was issued by a trusted CA and is in a certificate log, that the signature was made
 * while it was valid and is in the transparency log, and who made it.
 *
 * @param path of the signed file, for messages.
 * @throws Failure artifacts/bad-signature
 */
export const verifyEntity = (path: string, entity: SignedEntity, expected: Signature, trust: TrustMaterial): void => {
  const {identity} = verified(path, entity, trust);
  const found = {identity: identity?.subjectAlternativeName, issuer: identity?.extensions?.issuer};
  if (found.identity === expected.identity && found.issuer === expected.issuer) return;
  throw badSignature(
    path,
    `it is signed by ${shown(found.identity)} (issuer ${shown(found.issuer)}), ` +
      `not by ${expected.identity} (issuer ${expected.issuer})`,
  );
};

const verified = (path: string, entity: SignedEntity, trust: TrustMaterial): Signer => {
  try {
    if (!entity.tlogEntries.every(({inclusionProof}) => hasPlainNames(inclusionProof?.checkpoint?.envelope ?? '')))
      throw new VerificationError({code: 'TLOG_INCLUSION_PROOF_ERROR', message: 'name of a log'});
    return new Verifier(trust).verify(entity);
  } catch (cause) {
    throw badSignature(path, problemOf(cause), cause);
  }
};

const problemOf = (cause: unknown): string => {
  if (!(cause instanceof VerificationError)) return 'it cannot be read';
  const {code, message, cause: reason} = cause;
  return `${own(PROBLEMS, code) ?? 'it cannot be verified'} (${shown(reason instanceof Error ? reason.message : message)})`;
};

const PROBLEMS: Readonly<Record<string, string>> = {
  CERTIFICATE_ERROR:
    'its certificate is not from a trusted CA, was not valid when the signature was made, or is not in a certificate log',
  SIGNATURE_ERROR: 'the signature does not match',
  TIMESTAMP_ERROR: 'there is no trusted time of the signature',
  TLOG_BODY_ERROR: 'its entry in the transparency log is for another signature',
  TLOG_ERROR: 'it has no entry in the transparency log',
  TLOG_INCLUSION_PROMISE_ERROR: 'its entry is not signed by a trusted transparency log',
  TLOG_INCLUSION_PROOF_ERROR: 'its entry is not proven to be in the transparency log',
  TLOG_MISSING_INCLUSION_ERROR: 'its entry is not proven to be in the transparency log',
};

/** The library takes the name in a checkpoint as a regular expression. */
const hasPlainNames = (checkpoint: string): boolean =>
  [...checkpoint.matchAll(/\u2014 (\S+) /g)].every(([, name]) => /^[\w.:/-]+$/.test(name!));
