import type {X509Certificate} from 'node:crypto';
import {FINDINGS} from '../../codes/findings.js';
import {listed} from '../../format.js';
import {caCertPath} from '../../pki/cas.js';
import {keyDigestIn, readCertificate, validityOf} from '../../pki/certificate-file.js';
import {readKubeconfig} from '../../pki/kubeconfig.js';
import {day, isUrgent} from '../../pki/lifetimes.js';
import {sharedSources} from '../../pki/secret-sources.js';
import type {CaName} from '../../pki/types.js';
import type {CertStatus} from '../../pki/verify.js';
import {nameMismatch, verifyCert, verifyKubeconfig} from '../../pki/verify.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

/**
 * Certificates and kubeconfigs that have to be issued, with the reason. One finding a code and host; one finding for all
 * hosts if the reason is time.
 */
export function certificatesRule(context: DiagnosisContext): readonly RawFinding[] {
  const each = context.due.flatMap(action => {
    if (action.kind !== 'cert/issue' && action.kind !== 'kubeconfig/issue') return [];
    const held = action.kind === 'cert/issue' ? heldCert(action, context) : heldKubeconfig(action, context);
    return held === undefined ? [] : findingOf(action.host, action.path, held, context.now);
  });
  const kinds = new Map<string, RawFinding[]>();
  for (const one of each) {
    const key = BY_TIME.has(one.code) ? one.code : `${one.code} ${one.host}`;
    kinds.set(key, [...(kinds.get(key) ?? []), one]);
  }
  return [...kinds.values()].map(merged);
}

const BY_TIME: ReadonlySet<string> = new Set([
  'cert/expired',
  'cert/expires-soon',
  'cert/renewal-due',
  'cert/not-yet-valid',
]);

function merged(alike: readonly RawFinding[]): RawFinding {
  const [first] = alike as readonly [RawFinding, ...RawFinding[]];
  if (alike.length === 1) return first;
  const hosts = [...new Set(alike.flatMap(({host}) => host ?? []))].toSorted();
  const {title} = FINDINGS[first.code];
  return {
    code: first.code,
    ...(hosts.length === 1 ? {host: hosts[0]!} : {}),
    message: `${listed(hosts)}: ${title[0]!.toLowerCase()}${title.slice(1)} (${alike.length} files)`,
    evidence: alike.map(({message}) => message),
    subjects: [...hosts, ...alike.flatMap(({subjects = []}) => subjects)],
  };
}

interface Held {
  readonly status: CertStatus;
  readonly certificate?: X509Certificate | undefined;
  readonly ca: X509Certificate;
  /** It does not match the private key next to it. */
  readonly keyDiffers: boolean;
  readonly lacksName: boolean;
  /** Further files of it. */
  readonly also: readonly string[];
}

function heldCert(
  {host, cert}: Extract<DiagnosisContext['due'][number], {kind: 'cert/issue'}>,
  context: DiagnosisContext,
): Held | undefined {
  const facts = knownValue(context.evidence.observed.hosts.get(host));
  const ca = caOf(cert.signedBy, context);
  if (facts === undefined || ca === undefined) return undefined;
  const certText = facts.publicTexts.get(cert.certPath);
  const keyDigest = facts.files.get(cert.keyPath)?.digest;
  const certificate = certText === undefined ? undefined : readCertificate(certText);
  return {
    status: verifyCert(cert, {certText, keyDigest}, ca.pem, context.now),
    certificate,
    ca: ca.certificate,
    keyDiffers: certText !== undefined && (keyDigest === undefined || keyDigestIn(certText) !== keyDigest),
    lacksName: certificate !== undefined && nameMismatch(cert, certificate)?.startsWith('lacks') === true,
    also: [cert.keyPath],
  };
}

function heldKubeconfig(
  {host, path, kubeconfig}: Extract<DiagnosisContext['due'][number], {kind: 'kubeconfig/issue'}>,
  context: DiagnosisContext,
): Held | undefined {
  const facts = knownValue(context.evidence.observed.hosts.get(host));
  const ca = caOf('ca', context);
  if (facts === undefined || ca === undefined) return undefined;
  const text = facts.publicTexts.get(path);
  const held = text === undefined ? undefined : readKubeconfig(text);
  return {
    status: verifyKubeconfig(kubeconfig, text, ca.pem, context.now),
    certificate: held === undefined ? undefined : readCertificate(held.certPem),
    ca: ca.certificate,
    keyDiffers: false,
    lacksName: false,
    also: [],
  };
}

function caOf(name: CaName, {situation}: DiagnosisContext) {
  const source = sharedSources(situation.desired, situation.observed).get(name);
  const facts = source?.is === 'host' ? knownValue(situation.observed.hosts.get(source.host)) : undefined;
  const pem = facts?.publicTexts.get(caCertPath(name));
  const certificate = pem === undefined ? undefined : readCertificate(pem);
  return pem === undefined || certificate === undefined ? undefined : {pem, certificate};
}

function findingOf(host: string, path: string, held: Held, now: Date): readonly RawFinding[] {
  if (held.status.is === 'keep') return [];
  const until = held.certificate === undefined ? [] : [`valid until ${day(validityOf(held.certificate).notAfter)}`];
  return [
    {
      code: codeFor(held, now),
      host,
      message: `${host}: ${path} ${held.status.because}`,
      evidence: until,
      subjects: [path, ...held.also],
    },
  ];
}

/** In the order of the checks in pki/verify.ts. */
function codeFor({status, certificate, ca, keyDiffers, lacksName}: Held, now: Date): RawFinding['code'] {
  if (status.is === 'issue' && !keyDiffers) return 'cert/missing';
  if (keyDiffers && certificate !== undefined) return 'cert/key-differs';
  if (certificate === undefined) return 'cert/mismatch';
  if (!certificate.checkIssued(ca) || !certificate.verify(ca.publicKey)) return 'cert/wrong-ca';
  if (lacksName) return 'cert/name-missing';
  if (status.is !== 'renew') return 'cert/mismatch';
  const validity = validityOf(certificate);
  const {notBefore, notAfter} = validity;
  if (notBefore > now) return 'cert/not-yet-valid';
  if (notAfter <= now) return 'cert/expired';
  return isUrgent(validity, now) ? 'cert/expires-soon' : 'cert/renewal-due';
}
