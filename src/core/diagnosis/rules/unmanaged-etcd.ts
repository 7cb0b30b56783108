import {unmanagedEtcdFindings} from '../../checks/preflight/unmanaged-etcd.js';
import {FINDINGS} from '../../codes/findings.js';
import {counted, listed} from '../../format.js';
import {by} from '../../group-by.js';
import type {HostName} from '../../model/names.js';
import {readCertificate, validityOf} from '../../pki/certificate-file.js';
import {day, isEnding} from '../../pki/lifetimes.js';
import {UNMANAGED_ETCD_FILES} from '../../pki/unmanaged-etcd.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';
import {answersOf, servesReads} from '../unmanaged-members.js';

/** An unmanaged etcd, as its clients reach it. */
export const unmanagedEtcdRule = (context: DiagnosisContext): readonly RawFinding[] => [
  ...endpoints(context),
  ...clients(context),
];

const CODES = {
  ExternalEtcdVersion: 'etcd/unmanaged-too-old',
  ExternalEtcdReachable: 'etcd/unmanaged-unreachable',
  ExternalEtcdTLS: 'etcd/unmanaged-tls',
  ExternalEtcdCluster: 'etcd/unmanaged-split',
} as const;

/** The preflight checks, one finding a code. */
function endpoints({situation, evidence: {observed}}: DiagnosisContext): readonly RawFinding[] {
  const {unmanagedEtcd} = observed;
  if (unmanagedEtcd === undefined) return [];
  const answers = answersOf(observed);
  const found = unmanagedEtcdFindings(situation.desired, {...observed, unmanagedEtcd: {...unmanagedEtcd, answers}});
  const served = new Set(answers.filter(servesReads).map(({from}) => from));
  const unserved = [...new Set(answers.flatMap(({from}) => (from === undefined || served.has(from) ? [] : from)))];
  return [...by(found, ({code}) => CODES[code as keyof typeof CODES])].map(([code, alike]) => {
    const messages = alike.map(({message}) => message);
    const [first = '', ...others] = messages;
    return others.length === 0
      ? {code, message: first, evidence: [], subjects: unserved}
      : {
          code,
          message: `${FINDINGS[code].title} (${counted(messages.length, 'endpoint')})`,
          evidence: messages,
          subjects: unserved,
        };
  });
}

const CLIENT_CERTIFICATE = UNMANAGED_ETCD_FILES.find(({name}) => name === 'certificate')!.path;

/** One certificate for all control planes: one finding. */
function clients({situation, evidence, now}: DiagnosisContext): readonly RawFinding[] {
  if (situation.desired.unmanagedEtcd === undefined) return [];
  const ending = situation.desired.controlPlanes.flatMap(({host}) => {
    const text = knownValue(evidence.observed.hosts.get(host))?.publicTexts.get(CLIENT_CERTIFICATE);
    const certificate = text === undefined ? undefined : readCertificate(text);
    const validity = certificate && validityOf(certificate);
    return validity && isEnding(validity, now) ? [{host, until: validity.notAfter}] : [];
  });
  const hosts: readonly HostName[] = ending.map(({host}) => host).toSorted();
  if (hosts.length === 0) return [];
  return [
    {
      code: 'etcd/client-expiring',
      message: `${listed(hosts)}: the client certificate for etcd expires soon`,
      evidence: ending.map(({host, until}) => `${host}: ${CLIENT_CERTIFICATE} is valid until ${day(until)}`),
      subjects: [...hosts, CLIENT_CERTIFICATE],
    },
  ];
}
