import {X509Certificate} from 'node:crypto';
import {type Digest, digestOf} from '../model/names.js';
import type {Validity} from './lifetimes.js';

/**
 * A certificate file: the digest of the key file that belongs to it, then the PEM block. Readers of PEM skip what
 * stands before the block.
 */
export const certificateFileText = (pem: string, keyDigest: Digest): string => `key-sha256: ${keyDigest}\n${pem}`;

/** The digest of the key a certificate file says it belongs to. */
export function keyDigestIn(text: string): Digest | undefined {
  const hex = /^key-sha256: ([0-9a-f]{64})\r?$/m.exec(text.slice(0, Math.max(0, text.indexOf('-----BEGIN'))))?.[1];
  return hex === undefined ? undefined : digestOf(hex);
}

/** The first certificate of a text in PEM, undefined when there is none that can be read. */
export function readCertificate(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

export const validityOf = (certificate: X509Certificate): Validity => ({
  notBefore: new Date(certificate.validFrom),
  notAfter: new Date(certificate.validTo),
});
