import type {DesiredCluster} from '../../cluster/desired.js';
import type {HostName} from '../../cluster/names.js';
import type {HostFacts} from '../../cluster/observed.js';
import {AUTHORITIES} from '../../pki/authorities.js';
import {judgeAuthority} from '../../pki/judge-authority.js';
import {sharedFiles, sharedNames} from '../../pki/shared.js';
import type {AuthorityName, SharedName} from '../../pki/types.js';
import {type Case, knownValue, unreadableAuthorities} from '../case.js';
import type {Raised} from '../rule.js';
import {mostCommon} from './membership.js';

/** Authorities and the secrets that control planes share. */
export const secretsRule = (about: Case): readonly Raised[] => [
  ...unusable(about),
  ...sharedNames(about.desired).flatMap(name => shared(name, about)),
  ...about.due.flatMap(action => (action.kind === 'trust/put' ? trust(action.host, action.path, about) : [])),
];

/** Authorities that were made together end together: that is one finding. */
function unusable(about: Case): readonly Raised[] {
  const damaged = unreadableAuthorities(about.situation).map(({host, path}) => [
    {host, path, because: 'is not a certificate'},
  ]);
  const ended = authoritiesOf(about.desired).flatMap(name => expired(name, about));
  return [...damaged, ended].flatMap((found): readonly Raised[] => {
    const [first] = found;
    if (first === undefined) return [];
    const {host, path, because} = first;
    const paths = found.map(each => each.path);
    const evidence = found.slice(1).map(each => `${each.host}: ${each.path} ${each.because}`);
    const message = `${host}: ${path} ${because}`;
    return [{code: 'pki/authority-unusable', host, message, evidence, about: paths, values: {path: paths.join(', ')}}];
  });
}

/** That of somebody else's etcd is not the cluster's own. */
const authoritiesOf = ({store}: DesiredCluster): readonly AuthorityName[] =>
  (Object.keys(AUTHORITIES) as AuthorityName[]).filter(name => name !== 'etcd-ca' || store === undefined);

/** All control planes hold the same: it is said of the first. */
function expired(name: AuthorityName, about: Case): readonly {host: HostName; path: string; because: string}[] {
  const path = AUTHORITIES[name].certPath;
  for (const {host, facts} of controlPlanes(about)) {
    const text = facts.publicTexts.get(path);
    const verdict = text === undefined ? undefined : judgeAuthority(text, about.now);
    if (verdict?.is === 'unusable' && verdict.because !== 'is not a certificate')
      return [{host, path, because: verdict.because}];
  }
  return [];
}

const controlPlanes = ({situation: {desired, observed}}: Case): readonly {host: HostName; facts: HostFacts}[] =>
  desired.controlPlanes.flatMap(({host}) => {
    const facts = knownValue(observed.hosts.get(host));
    return facts === undefined ? [] : [{host, facts}];
  });

/** What most control planes hold counts as the cluster's. */
function shared(name: SharedName, about: Case): readonly Raised[] {
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
  return all.flatMap(({host, holds}): readonly Raised[] => {
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

function trust(host: HostName, path: string, {evidence}: Case): readonly Raised[] {
  const facts = knownValue(evidence.observed.hosts.get(host));
  if (facts === undefined) return [];
  const is = facts.files.has(path) ? "is not the cluster's" : 'does not exist';
  return [{code: 'pki/authority-differs', host, message: `${host}: ${path} ${is}`, evidence: [], about: [path]}];
}
