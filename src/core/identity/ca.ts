import type {X509Certificate} from 'node:crypto';
import {type Digest, digestOf, type HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {CAS, isCa} from '../pki/cas.js';
import {sharedFiles, sharedNames} from '../pki/shared-secrets.js';
import {readCa} from '../pki/verify.js';
import {certificateAt} from './certificates.js';
import {type IdentityCheck, type IdentityProblem, type IdentitySubject, readHosts} from './subject.js';

/** SHA-256 of a certificate (DER) among a host's files; undefined where there is none that can be read. */
export function fingerprintAt(facts: HostFacts, path: string): Digest | undefined {
  const certificate = certificateAt(facts, path);
  return certificate === undefined ? undefined : fingerprint(certificate);
}

/** The same of a certificate in PEM. Throws Failure 'pki/ca-unreadable'. */
export const fingerprintOf = (pem: string): Digest => fingerprint(readCa(pem, 'ca'));

const fingerprint = ({fingerprint256}: X509Certificate): Digest => digestOf(fingerprint256.replaceAll(':', ''));

/**
 * Do all hosts hold the same CAs and service account key, and the CA that they recorded? A file that is damaged is
 * written again by any run; one that contradicts the others is not.
 */
export const certificateAuthorities: IdentityCheck = subject =>
  sharedPaths(subject).flatMap(path => contradicting(path, subject));

const sharedPaths = ({desired}: IdentitySubject): readonly string[] =>
  sharedNames(desired).flatMap(name => {
    if (isCa(name)) return [CAS[name].certPath];
    return name === 'service-account' ? [sharedFiles(name)[1]!.path] : [];
  });

interface Held {
  readonly host: HostName;
  readonly held: string;
}

/** What the hosts have recorded counts, else what most of them hold; of two with different ones, the first. */
function contradicting(path: string, subject: IdentitySubject): readonly IdentityProblem[] {
  const holders = readHosts(subject).flatMap(({name, facts}): readonly Held[] => {
    const held = path.endsWith('.crt') ? fingerprintAt(facts, path) : facts.files.get(path)?.digest;
    return held === undefined ? [] : [{host: name, held}];
  });
  const count = ({held}: Held) => holders.filter(each => each.held === held).length;
  const recorded = recordedFor(path, subject);
  const usual = holders.toSorted((one, other) => count(other) - count(one))[0];
  const wanted = recorded ?? usual?.held;
  const right = holders.find(({held}) => held === wanted);
  return holders
    .filter(({held}) => held !== wanted)
    .map(({host, held}) => ({
      code: 'identity/ca-differs' as const,
      host,
      message: `${host}: ${path} is not the one ${right === undefined ? 'that the hosts have recorded' : `of ${right.host}`}`,
      evidence: [`${host}: sha256 ${held}`, `${right === undefined ? 'recorded' : right.host}: sha256 ${wanted}`],
      values: {path},
    }));
}

/** Before the cluster is founded, a CA may still be made anew. */
function recordedFor(path: string, {observed, ours}: IdentitySubject): Digest | undefined {
  if (path !== CAS.ca.certPath) return undefined;
  for (const facts of observed.hosts.values()) {
    const identity = facts.known ? facts.value.identity : undefined;
    if (identity?.known === true && identity.value.cluster === ours?.cluster && identity.value.founded)
      return identity.value.ca;
  }
  return undefined;
}
