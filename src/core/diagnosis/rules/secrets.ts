import type {DesiredCluster} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {CAS} from '../../pki/cas.js';
import {isAtHome} from '../../pki/home/at-home.js';
import {sharedFiles, sharedNames} from '../../pki/shared-secrets.js';
import type {CaName, SharedName} from '../../pki/types.js';
import {verifyCa} from '../../pki/verify.js';
import {type DiagnosisContext, knownValue, unreadableCas} from '../context.js';
import type {RawFinding} from '../findings.js';
import {mostCommon} from './membership.js';

/** CAs and the secrets that control planes share. */
export const secretsRule = (context: DiagnosisContext): readonly RawFinding[] => [
  ...unusable(context),
  ...sharedNames(context.desired).flatMap(name => (isAtHome(name, context.desired) ? [] : shared(name, context))),
  ...context.due.flatMap(action => (action.kind === 'ca-cert/put' ? caCert(action.host, action.path, context) : [])),
];

/** CAs that were created together expire together: that is one finding. */
function unusable(context: DiagnosisContext): readonly RawFinding[] {
  const damaged = unreadableCas(context.situation).map(({host, path}) => [
    {host, path, because: 'is not a certificate'},
  ]);
  const expiredCas = casOf(context.desired).flatMap(name => expired(name, context));
  return [...damaged, expiredCas].flatMap((found): readonly RawFinding[] => {
    const [first] = found;
    if (first === undefined) return [];
    const {host, path, because} = first;
    const paths = found.map(each => each.path);
    const evidence = found.slice(1).map(each => `${each.host}: ${each.path} ${each.because}`);
    const message = `${host}: ${path} ${because}`;
    return [{code: 'pki/ca-unusable', host, message, evidence, subjects: paths, values: {path: paths.join(', ')}}];
  });
}

/** The CA of an unmanaged etcd is not a CA of the cluster. */
const casOf = ({unmanagedEtcd}: DesiredCluster): readonly CaName[] =>
  (Object.keys(CAS) as CaName[]).filter(name => name !== 'etcd-ca' || unmanagedEtcd === undefined);

/** All control planes have the same CA: the first one is reported. */
function expired(name: CaName, context: DiagnosisContext): readonly {host: HostName; path: string; because: string}[] {
  const path = CAS[name].certPath;
  for (const {host, facts} of controlPlanes(context)) {
    const text = facts.publicTexts.get(path);
    const status = text === undefined ? undefined : verifyCa(text, context.now);
    if (status?.is === 'unusable' && status.because !== 'is not a certificate')
      return [{host, path, because: status.because}];
  }
  return [];
}

const controlPlanes = ({
  situation: {desired, observed},
}: DiagnosisContext): readonly {host: HostName; facts: HostFacts}[] =>
  desired.controlPlanes.flatMap(({host}) => {
    const facts = knownValue(observed.hosts.get(host));
    return facts === undefined ? [] : [{host, facts}];
  });

/** The version that most control planes have counts as that of the cluster. */
function shared(name: SharedName, context: DiagnosisContext): readonly RawFinding[] {
  const files = sharedFiles(name);
  const path = files[0]!.path;
  const all = controlPlanes(context).map(({host, facts}) => ({
    host,
    holds: files.every(file => facts.files.has(file.path))
      ? files.map(file => facts.files.get(file.path)!.digest).join()
      : undefined,
  }));
  const holding = all.filter(({holds}) => holds !== undefined);
  if (holding.length === 0)
    return all.length > 0 && context.membership.known && all.length === context.situation.desired.controlPlanes.length
      ? [
          {
            code: 'pki/secret-lost',
            message: `no control plane has all files of ${name} (${path})`,
            evidence: [],
            subjects: [path],
            values: {path},
          },
        ]
      : [];
  const usual = mostCommon(holding.map(({holds}) => holds));
  return all.flatMap(({host, holds}): readonly RawFinding[] => {
    const base = {host, evidence: [], subjects: files.map(file => file.path), values: {path}};
    if (holds === undefined)
      return [{...base, code: 'pki/secret-missing', message: `${host}: lacks ${name} (${path})`}];
    if (holds === usual) return [];
    return [
      {
        ...base,
        code: 'pki/secrets-differ',
        message: `${host}: its ${name} (${path}) differs from that of the other control planes`,
      },
    ];
  });
}

/** Without a control plane that can be read it is unknown what the CA of the cluster is. */
function caCert(host: HostName, path: string, context: DiagnosisContext): readonly RawFinding[] {
  const facts = knownValue(context.evidence.observed.hosts.get(host));
  if (facts === undefined || (facts.files.has(path) && controlPlanes(context).length === 0)) return [];
  const is = facts.files.has(path) ? 'differs from that of the cluster' : 'does not exist';
  return [{code: 'pki/ca-differs', host, message: `${host}: ${path} ${is}`, evidence: [], subjects: [path]}];
}
