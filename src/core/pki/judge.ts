import type {Digest} from '../cluster/names.js';
import {keyDigestIn, readCertificate} from './certificate-file.js';
import {readAuthority} from './judge-authority.js';
import type {DesiredCert} from './types.js';
import {judgeContents, type Verdict} from './verdict.js';

/** What a host holds of a certificate: its file's text, and the digest of its key file. */
export interface HeldCert {
  readonly certText?: string | undefined;
  readonly keyDigest?: Digest | undefined;
}

/**
 * Judges a certificate against the authority that should have signed it. Names beyond those wanted are tolerated.
 * Throws Failure 'pki/authority-unreadable' when the authority's own certificate cannot be read.
 */
export function judgeCert(wanted: DesiredCert, have: HeldCert, authorityPem: string, now: Date): Verdict {
  const authority = readAuthority(authorityPem, wanted.signedBy);
  if (have.certText === undefined) return {is: 'issue', because: 'does not exist'};
  if (have.keyDigest === undefined) return {is: 'issue', because: `has no key: ${wanted.keyPath} does not exist`};
  const certificate = readCertificate(have.certText);
  if (certificate === undefined) return {is: 'replace', because: 'is not a certificate'};
  if (keyDigestIn(have.certText) !== have.keyDigest) {
    return {is: 'replace', because: `was not issued for the key in ${wanted.keyPath}`};
  }
  return judgeContents(wanted, certificate, authority, now);
}
