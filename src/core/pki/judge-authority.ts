import type {X509Certificate} from 'node:crypto';
import {Failure} from '../failure.js';
import {readCertificate, validityOf} from './certificate-file.js';
import {day} from './validity.js';

/** An authority is never renewed in passing, for that would cut off all it signed: what is wrong with it is said. */
export type AuthorityVerdict = {readonly is: 'keep'} | {readonly is: 'unusable'; readonly because: string};

export function judgeAuthority(certText: string, now: Date): AuthorityVerdict {
  const certificate = readCertificate(certText);
  if (certificate === undefined) return {is: 'unusable', because: 'is not a certificate'};
  if (!certificate.ca) return {is: 'unusable', because: 'is not the certificate of an authority'};
  const {notBefore, notAfter} = validityOf(certificate);
  if (notAfter <= now) return {is: 'unusable', because: `expired on ${day(notAfter)}`};
  if (notBefore > now) return {is: 'unusable', because: `is not valid before ${notBefore.toISOString()}`};
  return {is: 'keep'};
}

/** The authority to judge others against. */
export function readAuthority(pem: string, name: string): X509Certificate {
  const certificate = readCertificate(pem);
  if (certificate !== undefined) return certificate;
  throw new Failure('pki/authority-unreadable', `Judging certificates: that of the authority ${name} cannot be read.`, {
    suggestions: [`look at the authority's certificate with "openssl x509 -text", then put it back from a backup`],
  });
}
