import type {X509Certificate} from 'node:crypto';
import {Failure} from '../failure.js';
import type {Renewal} from '../model/key-change.js';
import type {Digest} from '../model/names.js';
import {oncePer} from '../once-per.js';
import {NO_SANS} from './alternative-names.js';
import {CAS, isCa} from './cas.js';
import {keyDigestIn, readCertificate, validityOf} from './certificate-file.js';
import {readKubeconfig} from './kubeconfig.js';
import {day, isDue, type Validity} from './lifetimes.js';
import {sameBlocks} from './pem.js';
import {isAsked} from './renewal.js';
import type {DesiredCert, DesiredKubeconfig} from './types.js';

/**
 * What to do with a certificate. `because` follows the name of the file: "lacks the name api.example.com".
 * issue: there is none; renew: it is correct, and expired or due; replace: it is wrong.
 */
export type CertStatus = {readonly is: 'keep'} | {readonly is: 'issue' | 'renew' | 'replace'; readonly because: string};

/** Checks the issuer, the content and the validity of a certificate. */
function judgeContents(
  wanted: Pick<DesiredCert, 'subject' | 'usages' | 'sans' | 'signedBy' | 'renewal'>,
  certificate: X509Certificate,
  ca: X509Certificate,
  now: Date,
): CertStatus {
  if (!isSignedBy(ca)(certificate)) {
    return {is: 'replace', because: `was not signed by the cluster's ${wanted.signedBy}`};
  }
  const wrong = nameMismatch(wanted, certificate) ?? usageMismatch(wanted.usages, certificate);
  if (wrong !== undefined) return {is: 'replace', because: wrong};
  const [validity, caValidity] = [validityOf(certificate), validityOf(ca)];
  const late = untimely(validity, caValidity, now) ?? askedFor(wanted.renewal, validity, caValidity, now);
  return late === undefined ? {is: 'keep'} : {is: 'renew', because: late};
}

/** The signature of a certificate is verified once, however often the certificate is judged in a run. */
const isSignedBy = oncePer((ca: X509Certificate) => {
  const key = ca.publicKey;
  return oncePer((certificate: X509Certificate) => certificate.checkIssued(ca) && certificate.verify(key));
});

function untimely(validity: Validity, ca: Validity, now: Date): string | undefined {
  const {notBefore, notAfter} = validity;
  if (notBefore > now) return `is not valid before ${notBefore.toISOString()}`;
  if (notAfter <= now) return `expired on ${day(notAfter)}`;
  return isDue(validity, ca, now) ? `expires on ${day(notAfter)}` : undefined;
}

function askedFor(renewal: Renewal | undefined, validity: Validity, ca: Validity, now: Date): string | undefined {
  if (renewal === undefined || !isAsked(renewal, validity, ca, now)) return undefined;
  return `is renewed as asked: issued on ${day(validity.notBefore)}, valid until ${day(validity.notAfter)}`;
}

/** What subject or names of a certificate lack or differ in; undefined if nothing. */
export function nameMismatch(
  {subject, sans}: Pick<DesiredCert, 'subject' | 'sans'>,
  certificate: X509Certificate,
): string | undefined {
  // The usual text is certain: it escapes line breaks and the like. Taking a subject apart takes twenty times as long.
  if (certificate.subject !== usualText(subject)) {
    const {CN: commonName, O: organization} = certificate.toLegacyObject().subject;
    if (commonName !== subject.commonName) return `is for ${shown(commonName)}, not ${subject.commonName}`;
    if (organization !== subject.organization) {
      return `has the organization ${shown(organization)}, not ${shown(subject.organization)}`;
    }
  }
  const missing = [
    ...sans.dns.filter(name => certificate.checkHost(name, {subject: 'never', wildcards: false}) === undefined),
    ...sans.ip.filter(address => certificate.checkIP(address) === undefined),
  ];
  if (missing.length === 0) return undefined;
  return `lacks the ${missing.length === 1 ? 'name' : 'names'} ${missing.join(', ')}`;
}

/** A subject as Node prints it, in the order in which it is issued. */
const usualText = ({commonName, organization}: DesiredCert['subject']): string =>
  `${organization === undefined ? '' : `O=${organization}\n`}CN=${commonName}`;

const USAGE_OIDS = {server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2'} as const;

/** How the extended key usages differ: they must be exactly those given. */
function usageMismatch(usages: DesiredCert['usages'], certificate: X509Certificate): string | undefined {
  if (certificate.ca) return 'is a CA certificate';
  const wanted = usages.map(usage => USAGE_OIDS[usage]).sort();
  const held = [...(certificate.keyUsage ?? [])].sort();
  return held.join() === wanted.join()
    ? undefined
    : `has extended key usages other than exactly ${usages.join(' and ')}`;
}

const shown = (value: string | readonly string[] | undefined): string =>
  value === undefined ? 'none' : [value].flat().join(', ');

/** A certificate on a host: the text of its file, and the digest of its key file. */
export interface HeldCert {
  readonly certText?: string | undefined;
  readonly keyDigest?: Digest | undefined;
}

/**
 * Checks a certificate against the CA that should have signed it. Additional names are accepted.
 * Throws Failure 'pki/ca-unreadable' if the CA certificate cannot be read.
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

/** A CA is never replaced automatically: everything that it signed would become invalid. Its problem is reported. */
export type CaStatus = {readonly is: 'keep'} | {readonly is: 'unusable'; readonly because: string};

export function verifyCa(certText: string, now: Date): CaStatus {
  const certificate = readCertificate(certText);
  if (certificate === undefined) return {is: 'unusable', because: 'is not a certificate'};
  if (!certificate.ca) return {is: 'unusable', because: 'is not a CA certificate'};
  const {notBefore, notAfter} = validityOf(certificate);
  if (notAfter <= now) return {is: 'unusable', because: `expired on ${day(notAfter)}`};
  if (notBefore > now) return {is: 'unusable', because: `is not valid before ${notBefore.toISOString()}`};
  return {is: 'keep'};
}

const caPath = (name: string): string => (isCa(name) ? CAS[name].certPath : 'FILE');

/** @param name of the CA, for the message. Throws Failure 'pki/ca-unreadable'. */
export function readCa(pem: string, name: string): X509Certificate {
  const certificate = readCertificate(pem);
  if (certificate !== undefined) return certificate;
  throw new Failure('pki/ca-unreadable', `Verifying certificates: the certificate of the CA ${name} cannot be read.`, {
    suggestions: [
      `on a control plane: \`openssl x509 -text -noout -in ${caPath(name)}\` shows the damage; restore the file from a backup of the same CA`,
    ],
  });
}

/**
 * Checks a kubeconfig and its client certificate; the private key may be left out of the text. Throws Failure
 * 'pki/ca-unreadable' as verifyCert does.
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
  if (held.caPem !== caPem && !sameBlocks(held.caPem, caPem)) {
    return {is: 'replace', because: "embeds a different CA than the cluster's"};
  }
  const client = {...wanted, usages: ['client'] as const, sans: NO_SANS, signedBy: 'ca' as const};
  return judgeContents(client, certificate, ca, now);
}
