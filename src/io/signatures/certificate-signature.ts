import {type KeyObject, X509Certificate} from 'node:crypto';
import type {Digest} from '../../core/model/names.js';
import {badSignature} from './failures.js';
import {isSignatureOver} from './prehashed.js';

/** What is beside a file: a signature over it, and the certificate of the key that made it. */
export interface CertificateSignature {
  /** DER. */
  readonly signature: Buffer;
  readonly certificate: X509Certificate;
}

/**
 * @param sig base64 of the signature.
 * @param cert base64 of a certificate in PEM, or the PEM itself.
 * @throws Failure artifacts/bad-signature, also if the signature is not over this digest. Who signed is not verified.
 */
export const parseSignature = (
  path: string,
  digest: Digest,
  {sig, cert}: {readonly sig: Buffer; readonly cert: Buffer},
): CertificateSignature => {
  const signature = base64(sig.toString('latin1'));
  if (signature === undefined) throw badSignature(path, `${path}.sig is not base64`);
  const parsed = parseCertificate(cert.toString('latin1'));
  if (parsed === undefined) throw badSignature(path, `${path}.cert is not a certificate`);
  const {certificate, key} = parsed;
  if (!isSignatureOver(digest, signature, key))
    throw badSignature(path, `${path}.sig is not a signature over a file with the digest ${digest}`);
  return {signature, certificate};
};

const parseCertificate = (
  text: string,
): {readonly certificate: X509Certificate; readonly key: KeyObject} | undefined => {
  const pem = text.startsWith(BEGIN) ? text : (base64(text)?.toString('latin1') ?? '');
  // Not more than one: which of them signed would be a question.
  if (pem.split(BEGIN).length !== 2) return undefined;
  try {
    const certificate = new X509Certificate(pem);
    // Node decodes the key here, and not before: it may be damaged in a certificate that can be read.
    return {certificate, key: certificate.publicKey};
  } catch {
    return undefined;
  }
};

const BEGIN = '-----BEGIN CERTIFICATE-----';

/** Buffer.from alone accepts anything. */
const base64 = (text: string): Buffer | undefined => {
  const plain = text.replaceAll(/\s/g, '');
  return plain !== '' && /^[A-Za-z0-9+/]+={0,2}$/.test(plain) ? Buffer.from(plain, 'base64') : undefined;
};
