import type {X509Certificate} from 'node:crypto';
import {validityOf} from './certificate-file.js';
import {nameMismatch, usageMismatch} from './contents.js';
import type {DesiredCert} from './types.js';
import {day, isDue, type Validity} from './validity.js';

/**
 * What to do with a certificate. `because` goes on after the file's name: "lacks the name api.example.com".
 * issue: there is none; renew: it was right but its time is over or nearly so; replace: it is wrong.
 */
export type Verdict = {readonly is: 'keep'} | {readonly is: 'issue' | 'renew' | 'replace'; readonly because: string};

/** Judges what a certificate says, who signed it and its time. */
export function judgeContents(
  wanted: Pick<DesiredCert, 'subject' | 'usages' | 'sans' | 'signedBy'>,
  certificate: X509Certificate,
  authority: X509Certificate,
  now: Date,
): Verdict {
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey)) {
    return {is: 'replace', because: `was not signed by the cluster's ${wanted.signedBy}`};
  }
  const wrong = nameMismatch(wanted, certificate) ?? usageMismatch(wanted.usages, certificate);
  if (wrong !== undefined) return {is: 'replace', because: wrong};
  const late = untimely(validityOf(certificate), validityOf(authority), now);
  return late === undefined ? {is: 'keep'} : {is: 'renew', because: late};
}

function untimely(validity: Validity, authority: Validity, now: Date): string | undefined {
  const {notBefore, notAfter} = validity;
  if (notBefore > now) return `is not valid before ${notBefore.toISOString()}`;
  if (notAfter <= now) return `expired on ${day(notAfter)}`;
  return isDue(validity, authority, now) ? `expires on ${day(notAfter)}` : undefined;
}
