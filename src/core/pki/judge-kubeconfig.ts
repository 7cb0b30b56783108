import {readCertificate} from './certificate-file.js';
import {readAuthority} from './judge-authority.js';
import {readKubeconfig} from './kubeconfig.js';
import {NO_SANS} from './names.js';
import type {DesiredKubeconfig} from './types.js';
import {judgeContents, type Verdict} from './verdict.js';

/**
 * Judges a kubeconfig and the client certificate inside; its private key line may be left out of the text. Throws
 * Failure 'pki/authority-unreadable' as judgeCert does.
 */
export function judgeKubeconfig(
  wanted: DesiredKubeconfig,
  publicText: string | undefined,
  authorityPem: string,
  now: Date,
): Verdict {
  const authority = readAuthority(authorityPem, 'ca');
  if (publicText === undefined) return {is: 'issue', because: 'does not exist'};
  const held = readKubeconfig(publicText);
  const certificate = held === undefined ? undefined : readCertificate(held.certPem);
  if (held === undefined || certificate === undefined) {
    return {is: 'replace', because: 'is not a kubeconfig of one cluster and one client certificate'};
  }
  if (held.server !== wanted.server) return {is: 'replace', because: `points at ${held.server}, not ${wanted.server}`};
  const trusts =
    held.caPem === authorityPem || readCertificate(held.caPem)?.fingerprint256 === authority.fingerprint256;
  if (!trusts) {
    return {is: 'replace', because: 'trusts another authority than the cluster has'};
  }
  const client = {subject: wanted.subject, usages: ['client'] as const, sans: NO_SANS, signedBy: 'ca' as const};
  return judgeContents(client, certificate, authority, now);
}
