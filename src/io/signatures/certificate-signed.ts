import {type Bundle, bundleFromJSON} from '@sigstore/bundle';
import {type SignedEntity, type TrustMaterial, toSignedEntity} from '@sigstore/verify';
import type {Signature} from '../../core/artifacts/bundle.js';
import type {Digest} from '../../core/model/names.js';
import {type CertificateSignature, parseSignature} from './certificate-signature.js';
import {badSignature} from './failures.js';
import {type Get, getFor} from './get.js';
import {logEntry, logRecord} from './log-entry.js';
import {isSignatureOver} from './prehashed.js';
import {verifyEntity} from './verify-entity.js';

/**
 * Verifies the signature beside a file, which is keyless: its certificate was valid for ten minutes, so that the entry in
 * the transparency log proves when it was made. The file itself is not needed.
 *
 * @throws Failure artifacts/bad-signature, artifacts/signature-unavailable, and what `get` throws.
 */
export const verifyCertificateSigned = async (
  {path, sha256}: {readonly path: string; readonly sha256: Digest},
  expected: Signature,
  {get, trust}: {readonly get: Get; readonly trust: TrustMaterial},
): Promise<void> => {
  const [sig, cert] = await Promise.all([
    getFor(path, `${path}.sig`, MOST_OF_SIGNATURE, get),
    getFor(path, `${path}.cert`, MOST_OF_CERTIFICATE, get),
  ]);
  const signed = parseSignature(path, sha256, {sig, cert});
  const record = logRecord(signed, sha256);
  const entry = logEntry(await getFor(path, record.path, MOST_OF_ENTRY, get), record);
  if (entry === undefined)
    throw badSignature(path, `the transparency log has another entry, or none, at ${record.path}`);
  verifyEntity(path, entityOf(path, sha256, signed, entry), expected, trust);
};

const MOST_OF_SIGNATURE = 1024;
const MOST_OF_CERTIFICATE = 32 * 1024;
const MOST_OF_ENTRY = 128 * 1024;

/** What is verified is over the digest; the library would take the bytes of the file. */
const entityOf = (path: string, sha256: Digest, signed: CertificateSignature, entry: object): SignedEntity => {
  const {signature, ...entity} = toSignedEntity(bundleOf(path, sha256, signed, entry));
  return {
    ...entity,
    signature: {
      signature: signed.signature,
      compareSignature: other => signature.compareSignature(other),
      compareDigest: other => signature.compareDigest(other),
      verifySignature: key => isSignatureOver(sha256, signed.signature, key),
    },
  };
};

const bundleOf = (
  path: string,
  sha256: Digest,
  {signature, certificate}: CertificateSignature,
  entry: object,
): Bundle => {
  try {
    return bundleFromJSON({
      mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2',
      verificationMaterial: {
        x509CertificateChain: {certificates: [{rawBytes: certificate.raw.toString('base64')}]},
        tlogEntries: [entry],
      },
      messageSignature: {
        messageDigest: {algorithm: 'SHA2_256', digest: Buffer.from(sha256, 'hex').toString('base64')},
        signature: signature.toString('base64'),
      },
    });
  } catch (cause) {
    throw badSignature(path, 'its entry in the transparency log is incomplete', cause);
  }
};
