import {X509Certificate} from 'node:crypto';
import {type Digest, digestOf} from '../model/names.js';
import type {Validity} from './lifetimes.js';

/**
 * A certificate file: the digest of its key file, then the PEM block. PEM readers skip the text before the block.
 */
export const certificateFileText = (pem: string, keyDigest: Digest): string => `key-sha256: ${keyDigest}\n${pem}`;

/** The digest of the key file that a certificate file names. */
export function keyDigestIn(text: string): Digest | undefined {
  const hex = /^key-sha256: ([0-9a-f]{64})\r?$/m.exec(text.slice(0, Math.max(0, text.indexOf('-----BEGIN'))))?.[1];
  return hex === undefined ? undefined : digestOf(hex);
}

/** Certificates are read several times in a run, and reading one takes a millisecond. */
const MOST_REMEMBERED = 8192;
const remembered = new Map<string, X509Certificate | undefined>();

/** The first certificate of a text in PEM; undefined if there is none that can be read. */
export function readCertificate(text: string): X509Certificate | undefined {
  const pem = text.slice(Math.max(0, text.indexOf('-----BEGIN')));
  if (!remembered.has(pem)) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(pem, parse(pem));
  }
  return remembered.get(pem);
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

export const validityOf = (certificate: X509Certificate): Validity => ({
  notBefore: new Date(certificate.validFrom),
  notAfter: new Date(certificate.validTo),
});
