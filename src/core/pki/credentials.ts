import {createPrivateKey, type KeyObject, type X509Certificate} from 'node:crypto';
import {NO_SANS} from './alternative-names.js';
import {readCertificate, validityOf} from './certificate-file.js';
import {day, type Validity} from './lifetimes.js';
import {pemBlocks} from './pem.js';
import type {Subject} from './types.js';
import {nameMismatch} from './verify.js';

/** What a client needs besides the address of the server, in PEM: one certificate, its key, and the CAs to trust. */
export interface Credentials {
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

/** `because` follows the name of the file: "has a client certificate that …". */
export type JudgedCredentials =
  | {readonly is: 'usable'; readonly validity: Validity}
  | {readonly is: 'unexpected' | 'not-valid-now'; readonly because: string};

/**
 * Whether these credentials belong together: CAs, a client certificate for the subject that one of them signed, and its key. They
 * may come from anybody. Never throws.
 */
export function judgeCredentials(credentials: Credentials, subject: Subject, now: Date): JudgedCredentials {
  try {
    return judge(credentials, subject, now);
  } catch {
    return unexpected('has certificates that OpenSSL cannot compare');
  }
}

function judge({caPem, certPem, keyPem}: Credentials, subject: Subject, now: Date): JudgedCredentials {
  const cas = certificatesIn(caPem);
  const certificate = oneCertificate(certPem);
  const key = oneKey(keyPem);
  if (cas === undefined) return unexpected('has CA data that is not certificates in PEM');
  if (certificate === undefined) return unexpected('has client certificate data that is not one certificate in PEM');
  if (key === undefined) return unexpected('has client key data that is not one unencrypted private key in PEM');
  if (cas.some(each => !each.ca || !isSigned(each, each)))
    return unexpected('has CA data that is not a self-signed CA certificate');
  const ca = cas.find(each => isSigned(certificate, each));
  if (certificate.ca || ca === undefined) return unexpected('has a client certificate that its CA did not sign');
  if (!certificate.checkPrivateKey(key)) return unexpected('has a client key that does not belong to its certificate');
  if (!certificate.keyUsage?.includes(CLIENT_AUTH)) return unexpected('has a certificate that is not for clients');
  const other = nameMismatch({subject, sans: NO_SANS}, certificate);
  if (other !== undefined) return unexpected('has a client certificate for another user or group');
  const [validity, caValidity] = [validityOf(certificate), validityOf(ca)];
  const late = untimely('a client certificate', validity, now) ?? untimely('a CA certificate', caValidity, now);
  return late === undefined ? {is: 'usable', validity} : {is: 'not-valid-now', because: late};
}

/** Of extended key usages. */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

const unexpected = (because: string) => ({is: 'unexpected', because}) as const;

/** During a rotation there are two. */
const MOST_CAS = 8;

function certificatesIn(pem: string): readonly X509Certificate[] | undefined {
  const blocks = pemBlocks(pem);
  const found = blocks.map(oneCertificate);
  const isAll = pem.replaceAll(/\s/g, '') === blocks.join('').replaceAll(/\s/g, '');
  return isAll && found.length > 0 && found.length <= MOST_CAS && found.every(each => each !== undefined)
    ? (found as readonly X509Certificate[])
    : undefined;
}

const CERTIFICATE = /^-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\r\n]+-----END CERTIFICATE-----\s*$/;
const KEY = /^-----BEGIN (EC |RSA |)PRIVATE KEY-----\r?\n[A-Za-z0-9+/=\r\n]+-----END \1PRIVATE KEY-----\s*$/;

const oneCertificate = (pem: string): X509Certificate | undefined =>
  CERTIFICATE.test(pem) ? readCertificate(pem) : undefined;

function oneKey(pem: string): KeyObject | undefined {
  try {
    return KEY.test(pem) ? createPrivateKey(pem) : undefined;
  } catch {
    return undefined;
  }
}

const isSigned = (certificate: X509Certificate, ca: X509Certificate): boolean =>
  certificate.checkIssued(ca) && certificate.verify(ca.publicKey);

function untimely(what: string, {notBefore, notAfter}: Validity, now: Date): string | undefined {
  if (notAfter <= now) return `has ${what} that expired on ${day(notAfter)}`;
  return notBefore > now ? `has ${what} that is not valid before ${notBefore.toISOString()}` : undefined;
}
