import type {X509Certificate} from 'node:crypto';
import {CATALOGUE} from '../../codes/findings.js';
import {listed} from '../../format.js';
import {keyDigestIn, readCertificate, validityOf} from '../../pki/certificate-file.js';
import {readKubeconfig} from '../../pki/kubeconfig.js';
import {day} from '../../pki/lifetimes.js';
import type {CaName} from '../../pki/types.js';
import type {CertStatus} from '../../pki/verify.js';
import {nameMismatch, verifyCert, verifyKubeconfig} from '../../pki/verify.js';
import {caCertPath} from '../../plan/done.js';
import {sharedSources} from '../../plan/secret-sources.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

export const EXPIRES_SOON_MS = 30 * 24 * 3600 * 1000;

/**
 * Certificates and kubeconfigs that are due to be issued, with the reason their judge gives. One finding of a kind for
 * a host; and what time did to several hosts is one neglect.
 */
export function certificatesRule(about: DiagnosisContext): readonly RawFinding[] {
  const each = about.due.flatMap(action => {
    if (action.kind !== 'cert/issue' && action.kind !== 'kubeconfig/issue') return [];
    const held = action.kind === 'cert/issue' ? heldCert(action, about) : heldKubeconfig(action, about);
    return held === undefined ? [] : raised(action.host, action.path, held, about.now);
  });
  const kinds = new Map<string, RawFinding[]>();
  for (const one of each) {
    const key = BY_TIME.has(one.code) ? one.code : `${one.code} ${one.host}`;
    kinds.set(key, [...(kinds.get(key) ?? []), one]);
  }
  return [...kinds.values()].map(together);
}

const BY_TIME: ReadonlySet<string> = new Set([
  'cert/expired',
  'cert/expires-soon',
  'cert/renewal-due',
  'cert/not-yet-valid',
]);

function together(alike: readonly RawFinding[]): RawFinding {
  const [first] = alike as readonly [RawFinding, ...RawFinding[]];
  if (alike.length === 1) return first;
  const hosts = [...new Set(alike.flatMap(({host}) => host ?? []))].toSorted();
  const {title} = CATALOGUE[first.code];
  return {
    code: first.code,
    ...(hosts.length === 1 ? {host: hosts[0]!} : {}),
    message: `${listed(hosts)}: ${title[0]!.toLowerCase()}${title.slice(1)} (${alike.length} of them)`,
    evidence: alike.map(({message}) => message),
    about: [...hosts, ...alike.flatMap(({about = []}) => about)],
  };
}

interface Held {
  readonly verdict: CertStatus;
  readonly certificate?: X509Certificate | undefined;
  readonly ca: X509Certificate;
  /** Is it another key's? */
  readonly orphan: boolean;
  readonly lacksName: boolean;
  /** Further files that belong to it. */
  readonly also: readonly string[];
}

function heldCert(
  {host, cert}: Extract<DiagnosisContext['due'][number], {kind: 'cert/issue'}>,
  about: DiagnosisContext,
): Held | undefined {
  const facts = knownValue(about.evidence.observed.hosts.get(host));
  const ca = caOf(cert.signedBy, about);
  if (facts === undefined || ca === undefined) return undefined;
  const certText = facts.publicTexts.get(cert.certPath);
  const keyDigest = facts.files.get(cert.keyPath)?.digest;
  const certificate = certText === undefined ? undefined : readCertificate(certText);
  return {
    verdict: verifyCert(cert, {certText, keyDigest}, ca.pem, about.now),
    certificate,
    ca: ca.certificate,
    orphan: certText !== undefined && (keyDigest === undefined || keyDigestIn(certText) !== keyDigest),
    lacksName: certificate !== undefined && nameMismatch(cert, certificate)?.startsWith('lacks') === true,
    also: [cert.keyPath],
  };
}

function heldKubeconfig(
  {host, path, kubeconfig}: Extract<DiagnosisContext['due'][number], {kind: 'kubeconfig/issue'}>,
  about: DiagnosisContext,
): Held | undefined {
  const facts = knownValue(about.evidence.observed.hosts.get(host));
  const ca = caOf('ca', about);
  if (facts === undefined || ca === undefined) return undefined;
  const text = facts.publicTexts.get(path);
  const held = text === undefined ? undefined : readKubeconfig(text);
  return {
    verdict: verifyKubeconfig(kubeconfig, text, ca.pem, about.now),
    certificate: held === undefined ? undefined : readCertificate(held.certPem),
    ca: ca.certificate,
    orphan: false,
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

function raised(host: string, path: string, held: Held, now: Date): readonly RawFinding[] {
  if (held.verdict.is === 'keep') return [];
  const until = held.certificate === undefined ? [] : [`counts until ${day(validityOf(held.certificate).notAfter)}`];
  return [
    {
      code: codeFor(held, now),
      host,
      message: `${host}: ${path} ${held.verdict.because}`,
      evidence: until,
      about: [path, ...held.also],
    },
  ];
}

/** In the order in which its judge looks. */
function codeFor({verdict, certificate, ca, orphan, lacksName}: Held, now: Date): RawFinding['code'] {
  if (verdict.is === 'issue' && !orphan) return 'cert/missing';
  if (orphan && certificate !== undefined) return 'cert/key-differs';
  if (certificate === undefined) return 'cert/mismatch';
  if (!certificate.checkIssued(ca) || !certificate.verify(ca.publicKey)) return 'cert/wrong-ca';
  if (lacksName) return 'cert/name-missing';
  if (verdict.is !== 'renew') return 'cert/mismatch';
  const {notBefore, notAfter} = validityOf(certificate);
  if (notBefore > now) return 'cert/not-yet-valid';
  if (notAfter <= now) return 'cert/expired';
  return notAfter.getTime() - now.getTime() <= EXPIRES_SOON_MS ? 'cert/expires-soon' : 'cert/renewal-due';
}
