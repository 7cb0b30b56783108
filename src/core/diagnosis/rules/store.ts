import type {HostName} from '../../cluster/names.js';
import {counted, listed} from '../../format.js';
import {readCertificate, validityOf} from '../../pki/certificate-file.js';
import {STORE_FILES} from '../../pki/store.js';
import {day} from '../../pki/validity.js';
import {by} from '../../preflight/by.js';
import {storeFindings} from '../../preflight/store.js';
import {type Case, knownValue} from '../case.js';
import {CATALOGUE} from '../catalogue.js';
import type {Raised} from '../rule.js';
import {answersOf, servesReads} from '../store-membership.js';
import {EXPIRES_SOON_MS} from './certificates.js';

/** An etcd that somebody else runs, as its clients find it. */
export const storeRule = (about: Case): readonly Raised[] => [...endpoints(about), ...clients(about)];

const CODES = {
  ExternalEtcdVersion: 'etcd/store-old',
  ExternalEtcdReachable: 'etcd/store-unreachable',
  ExternalEtcdTLS: 'etcd/store-untrusted',
  ExternalEtcdCluster: 'etcd/store-divided',
} as const;

/** What speaks against it before a run speaks against it afterwards; one finding of a kind. */
function endpoints({situation, evidence: {observed}}: Case): readonly Raised[] {
  const {store} = observed;
  if (store === undefined) return [];
  const answers = answersOf(observed);
  const found = storeFindings(situation.desired, {...observed, store: {...store, answers}});
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

const CLIENT_CERTIFICATE = STORE_FILES.find(({name}) => name === 'certificate')!.path;

/** One certificate of the operator's, on every control plane. */
function clients({situation, evidence, now}: Case): readonly Raised[] {
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
