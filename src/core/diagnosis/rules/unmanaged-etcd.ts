import {unmanagedEtcdFindings} from '../../checks/preflight/unmanaged-etcd.js';
import {CATALOGUE} from '../../codes/findings.js';
import {counted, listed} from '../../format.js';
import {by} from '../../group-by.js';
import type {HostName} from '../../model/names.js';
import {readCertificate, validityOf} from '../../pki/certificate-file.js';
import {day} from '../../pki/lifetimes.js';
import {UNMANAGED_ETCD_FILES} from '../../pki/unmanaged-etcd.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';
import {answersOf, servesReads} from '../unmanaged-members.js';
import {EXPIRES_SOON_MS} from './certificates.js';

/** An etcd that somebody else runs, as its clients find it. */
export const unmanagedEtcdRule = (about: DiagnosisContext): readonly RawFinding[] => [
  ...endpoints(about),
  ...clients(about),
];

const CODES = {
  ExternalEtcdVersion: 'etcd/unmanaged-too-old',
  ExternalEtcdReachable: 'etcd/unmanaged-unreachable',
  ExternalEtcdTLS: 'etcd/unmanaged-tls',
  ExternalEtcdCluster: 'etcd/unmanaged-split',
} as const;

/** What speaks against it before a run speaks against it afterwards; one finding of a kind. */
function endpoints({situation, evidence: {observed}}: DiagnosisContext): readonly RawFinding[] {
  const {store} = observed;
  if (store === undefined) return [];
  const answers = answersOf(observed);
  const found = unmanagedEtcdFindings(situation.desired, {...observed, store: {...store, answers}});
  const served = new Set(answers.filter(servesReads).map(({from}) => from));
  const lonely = [...new Set(answers.flatMap(({from}) => (from === undefined || served.has(from) ? [] : from)))];
  return [...by(found, ({code}) => CODES[code as keyof typeof CODES])].map(([code, alike]) => {
    const messages = alike.map(({message}) => message);
    const [first = '', ...others] = messages;
    return others.length === 0
      ? {code, message: first, evidence: [], about: lonely}
      : {
          code,
          message: `${CATALOGUE[code].title} (${counted(messages.length, 'endpoint')})`,
          evidence: messages,
          about: lonely,
        };
  });
}

const CLIENT_CERTIFICATE = UNMANAGED_ETCD_FILES.find(({name}) => name === 'certificate')!.path;

/** One certificate of the operator's, on every control plane. */
function clients({situation, evidence, now}: DiagnosisContext): readonly RawFinding[] {
  if (situation.desired.store === undefined) return [];
  const ending = situation.desired.controlPlanes.flatMap(({host}) => {
    const text = knownValue(evidence.observed.hosts.get(host))?.publicTexts.get(CLIENT_CERTIFICATE);
    const certificate = text === undefined ? undefined : readCertificate(text);
    const until = certificate && validityOf(certificate).notAfter;
    return until && until.getTime() - now.getTime() <= EXPIRES_SOON_MS ? [{host, until}] : [];
  });
  const hosts: readonly HostName[] = ending.map(({host}) => host).toSorted();
  if (hosts.length === 0) return [];
  return [
    {
      code: 'etcd/client-expiring',
      message: `${listed(hosts)}: the client certificate for etcd ends within thirty days`,
      evidence: ending.map(({host, until}) => `${host}: ${CLIENT_CERTIFICATE} counts until ${day(until)}`),
      about: [...hosts, CLIENT_CERTIFICATE],
    },
  ];
}
