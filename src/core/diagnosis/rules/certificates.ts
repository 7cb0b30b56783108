import type {X509Certificate} from 'node:crypto';
import {listed} from '../../format.js';
import {keyDigestIn, readCertificate, validityOf} from '../../pki/certificate-file.js';
import {nameMismatch} from '../../pki/contents.js';
import {judgeCert} from '../../pki/judge.js';
import {judgeKubeconfig} from '../../pki/judge-kubeconfig.js';
import {readKubeconfig} from '../../pki/kubeconfig.js';
import type {AuthorityName} from '../../pki/types.js';
import {day} from '../../pki/validity.js';
import type {Verdict} from '../../pki/verdict.js';
import {authorityPath} from '../../plan/done.js';
import {sharedSources} from '../../plan/sources.js';
import {type Case, knownValue} from '../case.js';
import {CATALOGUE} from '../catalogue.js';
import type {Raised} from '../rule.js';

export const EXPIRES_SOON_MS = 30 * 24 * 3600 * 1000;

/**
 * Certificates and kubeconfigs that are due to be issued, with the reason their judge gives. One finding of a kind for
 * a host; and what time did to several hosts is one neglect.
 */
export function certificatesRule(about: Case): readonly Raised[] {
  const each = about.due.flatMap(action => {
    if (action.kind !== 'cert/issue' && action.kind !== 'kubeconfig/issue') return [];
    const held = action.kind === 'cert/issue' ? heldCert(action, about) : heldKubeconfig(action, about);
    return held === undefined ? [] : raised(action.host, action.path, held, about.now);
  });
  const kinds = new Map<string, Raised[]>();
  for (const one of each) {
    const key = BY_TIME.has(one.code) ? one.code : `${one.code} ${one.host}`;
    kinds.set(key, [...(kinds.get(key) ?? []), one]);
  }
  return [...kinds.values()].map(together);
}

const BY_TIME: ReadonlySet<string> = new Set(['cert/expired', 'cert/expiring', 'cert/renewable', 'cert/early']);

function together(alike: readonly Raised[]): Raised {
  const [first] = alike as readonly [Raised, ...Raised[]];
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
  readonly verdict: Verdict;
  readonly certificate?: X509Certificate | undefined;
  readonly authority: X509Certificate;
  /** Is it another key's? */
  readonly orphan: boolean;
  readonly lacksName: boolean;
  /** Further files that belong to it. */
  readonly also: readonly string[];
}

function heldCert({host, cert}: Extract<Case['due'][number], {kind: 'cert/issue'}>, about: Case): Held | undefined {
  const facts = knownValue(about.evidence.observed.hosts.get(host));
  const authority = authorityOf(cert.signedBy, about);
  if (facts === undefined || authority === undefined) return undefined;
  const certText = facts.publicTexts.get(cert.certPath);
  const keyDigest = facts.files.get(cert.keyPath)?.digest;
  const certificate = certText === undefined ? undefined : readCertificate(certText);
  return {
    verdict: judgeCert(cert, {certText, keyDigest}, authority.pem, about.now),
    certificate,
    authority: authority.certificate,
    orphan: certText !== undefined && (keyDigest === undefined || keyDigestIn(certText) !== keyDigest),
    lacksName: certificate !== undefined && nameMismatch(cert, certificate)?.startsWith('lacks') === true,
    also: [cert.keyPath],
  };
}

function heldKubeconfig(
  {host, path, kubeconfig}: Extract<Case['due'][number], {kind: 'kubeconfig/issue'}>,
  about: Case,
): Held | undefined {
  const facts = knownValue(about.evidence.observed.hosts.get(host));
  const authority = authorityOf('ca', about);
  if (facts === undefined || authority === undefined) return undefined;
  const text = facts.publicTexts.get(path);
  const held = text === undefined ? undefined : readKubeconfig(text);
  return {
    verdict: judgeKubeconfig(kubeconfig, text, authority.pem, about.now),
    certificate: held === undefined ? undefined : readCertificate(held.certPem),
    authority: authority.certificate,
    orphan: false,
    lacksName: false,
    also: [],
  };
}

function authorityOf(name: AuthorityName, {situation}: Case) {
  const source = sharedSources(situation.desired, situation.observed).get(name);
  const facts = source?.is === 'host' ? knownValue(situation.observed.hosts.get(source.host)) : undefined;
  const pem = facts?.publicTexts.get(authorityPath(name));
  const certificate = pem === undefined ? undefined : readCertificate(pem);
  return pem === undefined || certificate === undefined ? undefined : {pem, certificate};
}

function raised(host: string, path: string, held: Held, now: Date): readonly Raised[] {
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
function codeFor({verdict, certificate, authority, orphan, lacksName}: Held, now: Date): Raised['code'] {
  if (verdict.is === 'issue' && !orphan) return 'cert/missing';
  if (orphan && certificate !== undefined) return 'cert/key-differs';
  if (certificate === undefined) return 'cert/wrong';
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey)) return 'cert/foreign-authority';
  if (lacksName) return 'cert/name-missing';
  if (verdict.is !== 'renew') return 'cert/wrong';
  const {notBefore, notAfter} = validityOf(certificate);
  if (notBefore > now) return 'cert/early';
  if (notAfter <= now) return 'cert/expired';
  return notAfter.getTime() - now.getTime() <= EXPIRES_SOON_MS ? 'cert/expiring' : 'cert/renewable';
}
