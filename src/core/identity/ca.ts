import type {X509Certificate} from 'node:crypto';
import {by} from '../group-by.js';
import {sha256} from '../model/digest.js';
import {type Digest, digestOf, type HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {CAS, isCa} from '../pki/cas.js';
import {readCertificate} from '../pki/certificate-file.js';
import {pemBlocks} from '../pki/pem.js';
import {generationOf} from '../pki/rotation/generation.js';
import {sharedFiles, sharedNames} from '../pki/shared-secrets.js';
import {readCa} from '../pki/verify.js';
import {type IdentityCheck, type IdentityProblem, type IdentitySubject, readHosts} from './subject.js';

/** SHA-256 of the first certificate (DER) of a text: the one that signs; undefined if there is none that can be read. */
export function signingFingerprint(text: string | undefined): Digest | undefined {
  const certificate = text === undefined ? undefined : readCertificate(text);
  return certificate === undefined ? undefined : fingerprint(certificate);
}

/** SHA-256 of each certificate (DER) in a file of a host; during a rotation it has two. */
export const fingerprintsAt = (facts: HostFacts, path: string): readonly Digest[] =>
  pemBlocks(facts.publicTexts.get(path) ?? '').flatMap(block => signingFingerprint(block) ?? []);

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

/** The certificates or public keys of a file, by their digests. Those of one rotation have one in common. */
interface Held {
  readonly host: HostName;
  readonly held: readonly string[];
}

/** Compared with the recorded CA, else with the file that most hosts have; of two hosts that differ, with the first. */
function mismatches(path: string, subject: IdentitySubject): readonly IdentityProblem[] {
  const holders = readHosts(subject).flatMap(({name, facts}): readonly Held[] => {
    const held = heldAt(facts, path);
    return held.length === 0 ? [] : [{host: name, held}];
  });
  const agrees = (one: readonly string[], other: readonly string[]) => one.some(each => other.includes(each));
  const alike = by(holders, ({held}) => held.join());
  const counts = new Map(
    [...alike].map(([key, [first]]) => [
      key,
      [...alike.values()].reduce((sum, same) => (agrees(same[0]!.held, first!.held) ? sum + same.length : sum), 0),
    ]),
  );
  const count = ({held}: Held) => counts.get(held.join())!;
  const recorded = recordedFor(path, subject);
  const usual = holders.toSorted((one, other) => count(other) - count(one))[0];
  const expected = recorded === undefined ? (usual?.held ?? []) : [recorded];
  const right = holders.find(({held}) => agrees(held, expected));
  const accepted = right?.held ?? expected;
  return holders
    .filter(({held}) => !agrees(held, accepted) && !agrees(held, expected))
    .map(({host, held}) => ({
      code: 'identity/ca-differs' as const,
      host,
      message: `${host}: ${path} differs from ${right === undefined ? 'the CA that the hosts recorded' : `that of ${right.host}`}`,
      evidence: [
        `${host}: sha256 ${held.join(', ')}`,
        `${right === undefined ? 'recorded' : right.host}: sha256 ${accepted.join(', ')}`,
      ],
      values: {path},
    }));
}

function heldAt(facts: HostFacts, path: string): readonly string[] {
  if (path.endsWith('.crt')) return fingerprintsAt(facts, path);
  const keys = pemBlocks(facts.publicTexts.get(path) ?? '').map(block => sha256(block));
  const digest = facts.files.get(path)?.digest;
  return keys.length > 0 || digest === undefined ? keys : [digest];
}

/**
 * What most hosts recorded: one that runs from an old disk image has recorded the CA before a rotation. Of as many, the CA
 * of the latest generation. Before the cluster was bootstrapped, its CA may still be created again.
 */
function recordedFor(path: string, {observed, clusterIdentity}: IdentitySubject): Digest | undefined {
  if (path !== CAS.ca.certPath) return undefined;
  const recorded = [...observed.hosts.values()].flatMap(facts => {
    const identity = facts.known ? facts.value.identity : undefined;
    return identity?.known === true && identity.value.cluster === clusterIdentity?.cluster && identity.value.founded
      ? [{ca: identity.value.ca, generation: generationOf('ca', facts.known ? facts.value.publicTexts.get(path) : '')}]
      : [];
  });
  const groups = by(recorded, ({ca}) => ca);
  const count = (ca: Digest) => groups.get(ca)!.length;
  return recorded.toSorted((one, other) => count(other.ca) - count(one.ca) || other.generation - one.generation)[0]?.ca;
}
