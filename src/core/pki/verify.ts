import type {X509Certificate} from 'node:crypto';
import {Failure} from '../failure.js';
import type {Digest} from '../model/names.js';
import {NO_SANS} from './alternative-names.js';
import {keyDigestIn, readCertificate, validityOf} from './certificate-file.js';
import {readKubeconfig} from './kubeconfig.js';
import {day, isDue, type Validity} from './lifetimes.js';
import type {DesiredCert, DesiredKubeconfig} from './types.js';

/**
 * What to do with a certificate. `because` goes on after the file's name: "lacks the name api.example.com".
 * issue: there is none; renew: it was right but its time is over or nearly so; replace: it is wrong.
 */
export type CertStatus = {readonly is: 'keep'} | {readonly is: 'issue' | 'renew' | 'replace'; readonly because: string};

/** Judges what a certificate says, who signed it and its time. */
export function judgeContents(
  wanted: Pick<DesiredCert, 'subject' | 'usages' | 'sans' | 'signedBy'>,
  certificate: X509Certificate,
  ca: X509Certificate,
  now: Date,
): CertStatus {
  if (!certificate.checkIssued(ca) || !certificate.verify(ca.publicKey)) {
    return {is: 'replace', because: `was not signed by the cluster's ${wanted.signedBy}`};
  }
  const wrong = nameMismatch(wanted, certificate) ?? usageMismatch(wanted.usages, certificate);
  if (wrong !== undefined) return {is: 'replace', because: wrong};
  const late = untimely(validityOf(certificate), validityOf(ca), now);
  return late === undefined ? {is: 'keep'} : {is: 'renew', because: late};
}

function untimely(validity: Validity, ca: Validity, now: Date): string | undefined {
  const {notBefore, notAfter} = validity;
  if (notBefore > now) return `is not valid before ${notBefore.toISOString()}`;
  if (notAfter <= now) return `expired on ${day(notAfter)}`;
  return isDue(validity, ca, now) ? `expires on ${day(notAfter)}` : undefined;
}

/** How a certificate's subject or names fall short of those wanted, undefined when they do not. */
export function nameMismatch(
  {subject, sans}: Pick<DesiredCert, 'subject' | 'sans'>,
  certificate: X509Certificate,
): string | undefined {
  const {CN: commonName, O: organization} = certificate.toLegacyObject().subject;
  if (commonName !== subject.commonName) return `is for ${said(commonName)}, not ${subject.commonName}`;
  if (organization !== subject.organization) {
    return `has the organization ${said(organization)}, not ${said(subject.organization)}`;
  }
  const missing = [
    ...sans.dns.filter(name => certificate.checkHost(name, {subject: 'never', wildcards: false}) === undefined),
    ...sans.ip.filter(address => certificate.checkIP(address) === undefined),
  ];
  if (missing.length === 0) return undefined;
  return `lacks the ${missing.length === 1 ? 'name' : 'names'} ${missing.join(', ')}`;
}

const USAGE_OIDS = {server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2'} as const;

/** How the extended key usages differ; one too many is as wrong as one too few. */
export function usageMismatch(usages: DesiredCert['usages'], certificate: X509Certificate): string | undefined {
  if (certificate.ca) return 'is the certificate of an authority';
  const wanted = usages.map(usage => USAGE_OIDS[usage]).sort();
  const held = [...(certificate.keyUsage ?? [])].sort();
  return held.join() === wanted.join() ? undefined : `may not be used as ${usages.join(' and ')} alone`;
}

const said = (value: string | readonly string[] | undefined): string =>
  value === undefined ? 'none' : [value].flat().join(', ');

/** What a host holds of a certificate: its file's text, and the digest of its key file. */
export interface HeldCert {
  readonly certText?: string | undefined;
  readonly keyDigest?: Digest | undefined;
}

/**
 * Judges a certificate against the authority that should have signed it. Names beyond those wanted are tolerated.
 * Throws Failure 'pki/ca-unreadable' when the authority's own certificate cannot be read.
 */
export function verifyCert(wanted: DesiredCert, have: HeldCert, caPem: string, now: Date): CertStatus {
  const ca = readCa(caPem, wanted.signedBy);
  if (have.certText === undefined) return {is: 'issue', because: 'does not exist'};
  if (have.keyDigest === undefined) return {is: 'issue', because: `has no key: ${wanted.keyPath} does not exist`};
  const certificate = readCertificate(have.certText);
  if (certificate === undefined) return {is: 'replace', because: 'is not a certificate'};
  if (keyDigestIn(have.certText) !== have.keyDigest) {
    return {is: 'replace', because: `was not issued for the key in ${wanted.keyPath}`};
  }
  return judgeContents(wanted, certificate, ca, now);
}

/** An authority is never renewed in passing, for that would cut off all it signed: what is wrong with it is said. */
export type CaStatus = {readonly is: 'keep'} | {readonly is: 'unusable'; readonly because: string};

export function verifyCa(certText: string, now: Date): CaStatus {
  const certificate = readCertificate(certText);
  if (certificate === undefined) return {is: 'unusable', because: 'is not a certificate'};
  if (!certificate.ca) return {is: 'unusable', because: 'is not the certificate of an authority'};
  const {notBefore, notAfter} = validityOf(certificate);
  if (notAfter <= now) return {is: 'unusable', because: `expired on ${day(notAfter)}`};
  if (notBefore > now) return {is: 'unusable', because: `is not valid before ${notBefore.toISOString()}`};
  return {is: 'keep'};
}

/** The authority to judge others against. */
export function readCa(pem: string, name: string): X509Certificate {
  const certificate = readCertificate(pem);
  if (certificate !== undefined) return certificate;
  throw new Failure('pki/ca-unreadable', `Judging certificates: that of the authority ${name} cannot be read.`, {
    suggestions: [`look at the authority's certificate with "openssl x509 -text", then put it back from a backup`],
  });
}

/**
 * Judges a kubeconfig and the client certificate inside; its private key line may be left out of the text. Throws
 * Failure 'pki/ca-unreadable' as judgeCert does.
 */
export function verifyKubeconfig(
  wanted: DesiredKubeconfig,
  publicText: string | undefined,
  caPem: string,
  now: Date,
): CertStatus {
  const ca = readCa(caPem, 'ca');
  if (publicText === undefined) return {is: 'issue', because: 'does not exist'};
  const held = readKubeconfig(publicText);
  const certificate = held === undefined ? undefined : readCertificate(held.certPem);
  if (held === undefined || certificate === undefined) {
    return {is: 'replace', because: 'is not a kubeconfig of one cluster and one client certificate'};
  }
  if (held.server !== wanted.server) return {is: 'replace', because: `points at ${held.server}, not ${wanted.server}`};
  const trusts = held.caPem === caPem || readCertificate(held.caPem)?.fingerprint256 === ca.fingerprint256;
  if (!trusts) {
    return {is: 'replace', because: 'trusts another authority than the cluster has'};
  }
  const client = {subject: wanted.subject, usages: ['client'] as const, sans: NO_SANS, signedBy: 'ca' as const};
  return judgeContents(client, certificate, ca, now);
}
