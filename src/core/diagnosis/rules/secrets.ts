import type {DesiredCluster} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {CAS} from '../../pki/cas.js';
import {sharedFiles, sharedNames} from '../../pki/shared-secrets.js';
import type {CaName, SharedName} from '../../pki/types.js';
import {verifyCa} from '../../pki/verify.js';
import {type DiagnosisContext, knownValue, unreadableCas} from '../context.js';
import type {RawFinding} from '../findings.js';
import {mostCommon} from './membership.js';

/** Authorities and the secrets that control planes share. */
export const secretsRule = (about: DiagnosisContext): readonly RawFinding[] => [
  ...unusable(about),
  ...sharedNames(about.desired).flatMap(name => shared(name, about)),
  ...about.due.flatMap(action => (action.kind === 'ca-cert/put' ? trust(action.host, action.path, about) : [])),
];

/** Authorities that were made together end together: that is one finding. */
function unusable(about: DiagnosisContext): readonly RawFinding[] {
  const damaged = unreadableCas(about.situation).map(({host, path}) => [{host, path, because: 'is not a certificate'}]);
  const ended = casOf(about.desired).flatMap(name => expired(name, about));
  return [...damaged, ended].flatMap((found): readonly RawFinding[] => {
    const [first] = found;
    if (first === undefined) return [];
    const {host, path, because} = first;
    const paths = found.map(each => each.path);
    const evidence = found.slice(1).map(each => `${each.host}: ${each.path} ${each.because}`);
    const message = `${host}: ${path} ${because}`;
    return [{code: 'pki/ca-unusable', host, message, evidence, about: paths, values: {path: paths.join(', ')}}];
  });
}

/** That of somebody else's etcd is not the cluster's own. */
const casOf = ({store}: DesiredCluster): readonly CaName[] =>
  (Object.keys(CAS) as CaName[]).filter(name => name !== 'etcd-ca' || store === undefined);

/** All control planes hold the same: it is said of the first. */
function expired(name: CaName, about: DiagnosisContext): readonly {host: HostName; path: string; because: string}[] {
  const path = CAS[name].certPath;
  for (const {host, facts} of controlPlanes(about)) {
    const text = facts.publicTexts.get(path);
    const verdict = text === undefined ? undefined : verifyCa(text, about.now);
    if (verdict?.is === 'unusable' && verdict.because !== 'is not a certificate')
      return [{host, path, because: verdict.because}];
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

/** What most control planes hold counts as the cluster's. */
function shared(name: SharedName, about: DiagnosisContext): readonly RawFinding[] {
  const files = sharedFiles(name);
  const path = files[0]!.path;
  const all = controlPlanes(about).map(({host, facts}) => ({
    host,
    holds: files.every(file => facts.files.has(file.path))
      ? files.map(file => facts.files.get(file.path)!.digest).join()
      : undefined,
  }));
  const holding = all.filter(({holds}) => holds !== undefined);
  if (holding.length === 0)
    return all.length > 0 && about.membership.known && all.length === about.situation.desired.controlPlanes.length
      ? [
          {
            code: 'pki/secret-lost',
            message: `no control plane holds ${name} (${path}) whole`,
            evidence: [],
            about: [path],
            values: {path},
          },
        ]
      : [];
  const usual = mostCommon(holding.map(({holds}) => holds));
  return all.flatMap(({host, holds}): readonly RawFinding[] => {
    const base = {host, evidence: [], about: files.map(file => file.path), values: {path}};
    if (holds === undefined)
      return [{...base, code: 'pki/secret-missing', message: `${host}: lacks ${name} (${path})`}];
    if (holds === usual) return [];
    return [
      {
        ...base,
        code: 'pki/secrets-differ',
        message: `${host}: its ${name} (${path}) is not that of the other control planes`,
      },
    ];
  });
}

function trust(host: HostName, path: string, {evidence}: DiagnosisContext): readonly RawFinding[] {
  const facts = knownValue(evidence.observed.hosts.get(host));
  if (facts === undefined) return [];
  const is = facts.files.has(path) ? "is not the cluster's" : 'does not exist';
  return [{code: 'pki/ca-differs', host, message: `${host}: ${path} ${is}`, evidence: [], about: [path]}];
}
