import type {X509Certificate} from 'node:crypto';
import {type Digest, digestOf, type HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {CAS, isCa} from '../pki/cas.js';
import {sharedFiles, sharedNames} from '../pki/shared-secrets.js';
import {readCa} from '../pki/verify.js';
import {certificateAt} from './certificates.js';
import {type IdentityCheck, type IdentityProblem, type IdentitySubject, readHosts} from './subject.js';

/** SHA-256 of a certificate (DER) of a host; undefined if there is none that can be read. */
export function fingerprintAt(facts: HostFacts, path: string): Digest | undefined {
  const certificate = certificateAt(facts, path);
  return certificate === undefined ? undefined : fingerprint(certificate);
}

/** SHA-256 of a certificate in PEM. Throws Failure 'pki/ca-unreadable'. */
export const fingerprintOf = (pem: string): Digest => fingerprint(readCa(pem, 'ca'));

const fingerprint = ({fingerprint256}: X509Certificate): Digest => digestOf(fingerprint256.replaceAll(':', ''));

/**
 * Do all hosts have the same CAs and service account key, and the CA that they recorded? Any run replaces a damaged
 * file, but not one that differs from the others.
 */
export const certificateAuthorities: IdentityCheck = subject =>
  sharedPaths(subject).flatMap(path => mismatches(path, subject));

const sharedPaths = ({desired}: IdentitySubject): readonly string[] =>
  sharedNames(desired).flatMap(name => {
    if (isCa(name)) return [CAS[name].certPath];
    return name === 'service-account' ? [sharedFiles(name)[1]!.path] : [];
  });

interface Held {
  readonly host: HostName;
  readonly held: string;
}

/** Compared with the recorded CA, else with the file that most hosts have; of two hosts that differ, with the first. */
function mismatches(path: string, subject: IdentitySubject): readonly IdentityProblem[] {
  const holders = readHosts(subject).flatMap(({name, facts}): readonly Held[] => {
    const held = path.endsWith('.crt') ? fingerprintAt(facts, path) : facts.files.get(path)?.digest;
    return held === undefined ? [] : [{host: name, held}];
  });
  const count = ({held}: Held) => holders.filter(each => each.held === held).length;
  const recorded = recordedFor(path, subject);
  const usual = holders.toSorted((one, other) => count(other) - count(one))[0];
  const expected = recorded ?? usual?.held;
  const right = holders.find(({held}) => held === expected);
  return holders
    .filter(({held}) => held !== expected)
    .map(({host, held}) => ({
      code: 'identity/ca-differs' as const,
      host,
      message: `${host}: ${path} differs from ${right === undefined ? 'the CA that the hosts recorded' : `that of ${right.host}`}`,
      evidence: [`${host}: sha256 ${held}`, `${right === undefined ? 'recorded' : right.host}: sha256 ${expected}`],
      values: {path},
    }));
}

/** Before the cluster was bootstrapped, its CA may still be created again. */
function recordedFor(path: string, {observed, clusterIdentity}: IdentitySubject): Digest | undefined {
  if (path !== CAS.ca.certPath) return undefined;
  for (const facts of observed.hosts.values()) {
    const identity = facts.known ? facts.value.identity : undefined;
    if (identity?.known === true && identity.value.cluster === clusterIdentity?.cluster && identity.value.founded)
      return identity.value.ca;
  }
  return undefined;
}
