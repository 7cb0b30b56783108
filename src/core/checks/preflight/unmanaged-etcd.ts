import {listed} from '../../format.js';
import {by} from '../../group-by.js';
import type {DesiredCluster} from '../../model/desired.js';
import type {Finding} from '../../model/finding.js';
import type {ObservedCluster} from '../../model/observed.js';
import {managedHosts} from '../../model/scope.js';
import type {UnmanagedEtcdAnswer, UnmanagedEtcdStatus} from '../../model/unmanaged-etcd.js';
import {OLDEST_ETCD} from '../../versions/etcd-support.js';
import {compareVersions} from '../../versions/version.js';
import {error, warning} from './check.js';

/**
 * Everything that speaks against an etcd that somebody else runs, each finding with the endpoint it is about and the
 * control planes it was seen from. Of these, those count that take part.
 */
export function unmanagedEtcdFindings(desired: DesiredCluster, observed: ObservedCluster): readonly Finding[] {
  const {store} = observed;
  if (store === undefined) return [];
  const taking = new Set(desired.controlPlanes.map(({host}) => host));
  const answers = store.answers.filter(({from}) => from === undefined || taking.has(from));
  const runs = observed.etcd.known && observed.etcd.value.is === 'formed';
  const served = new Set(answers.filter(servesReads).map(({from}) => from));
  // A cluster that runs outlives the loss of a member of its etcd, where others answer.
  const weight: Weight = seen => (runs && seen.every(({from}) => served.has(from)) ? warning : error);
  return [
    ...[...by(answers, ({endpoint}) => endpoint)].flatMap(([endpoint, own]) => [
      ...troubles(endpoint, own.filter(isUnheard), weight),
      ...statusFindings(endpoint, own.filter(isReachableByPeers), weight),
    ]),
    ...strays(answers.filter(isReachableByPeers)),
    ...foreignData(desired, observed, store.answers.filter(isReachableByPeers)),
  ];
}

/** Preflight checks of their own, which nothing but an etcd of the right version can do without. */
export const UNMANAGED_ETCD_CHECKS = [
  'ExternalEtcdVersion',
  'ExternalEtcdReachable',
  'ExternalEtcdTLS',
  'ExternalEtcdCluster',
];

type Heard = Extract<UnmanagedEtcdAnswer, {is: 'etcd'}>;
type Unheard = Exclude<UnmanagedEtcdAnswer, {is: 'etcd'}>;
type Weight = (seen: readonly UnmanagedEtcdAnswer[]) => typeof error;

const isReachableByPeers = (answer: UnmanagedEtcdAnswer): answer is Heard => answer.is === 'etcd';
const isUnheard = (answer: UnmanagedEtcdAnswer): answer is Unheard => answer.is !== 'etcd';
const servesReads = (answer: UnmanagedEtcdAnswer): boolean =>
  isReachableByPeers(answer) && !answer.status.learner && answer.status.trouble === undefined;

/** One finding for each reason. */
const troubles = (endpoint: string, unheard: readonly Unheard[], weight: Weight): readonly Finding[] =>
  [...by(unheard, ({is}) => is)].map(([kind, alike]) => {
    const {code, says, fix} = KINDS[kind];
    const finding = kind === 'silent' ? weight(alike) : error;
    return finding(code, `${endpoint}: ${says}${alike[0]!.why}${askedFrom(alike)}`, fix);
  });

const askedFrom = (answers: readonly UnmanagedEtcdAnswer[]): string => {
  const hosts = answers.flatMap(({from}) => from ?? []);
  return hosts.length === 0 ? '' : ` (asked from ${listed(hosts)})`;
};

const KINDS: Readonly<Record<Unheard['is'], {readonly code: string; readonly says: string; readonly fix: string}>> = {
  unasked: {
    code: 'ExternalEtcdTLS',
    says: 'cannot be asked: ',
    fix: 'put that right in spec.etcd, or in the file, then run the same command again',
  },
  silent: {
    code: 'ExternalEtcdReachable',
    says: 'does not answer: ',
    fix: 'start it, let every control plane reach its client port, and let their SSH servers forward to it (AllowTcpForwarding yes)',
  },
  untrusted: {
    code: 'ExternalEtcdTLS',
    says: 'its certificate is not one that spec.etcd.caFile vouches for: ',
    fix: 'name the authority that has signed the certificates of that etcd in spec.etcd.caFile; when it has, ask those who run that etcd for a certificate that is valid and names this address',
  },
  refusing: {
    code: 'ExternalEtcdTLS',
    says: 'does not take the client certificate in spec.etcd.certFile: ',
    fix: 'ask those who run that etcd for a client certificate that its --trusted-ca-file has signed and that is still valid',
  },
  stranger: {
    code: 'ExternalEtcdReachable',
    says: 'is not an etcd that can be used: ',
    fix: 'name the client URLs of etcd in spec.etcd.endpoints',
  },
};

function statusFindings(endpoint: string, answers: readonly Heard[], weight: Weight): readonly Finding[] {
  const say = (
    applies: (status: UnmanagedEtcdStatus) => boolean,
    finding: (seen: readonly Heard[], status: UnmanagedEtcdStatus) => Finding,
  ): readonly Finding[] => {
    const seen = answers.filter(({status}) => applies(status));
    return seen[0] === undefined ? [] : [finding(seen, seen[0].status)];
  };
  return [
    ...say(
      ({version}) => compareVersions(version, OLDEST_ETCD) < 0,
      (seen, {version}) =>
        error(
          'ExternalEtcdVersion',
          `${endpoint}: runs etcd ${version}; ${OLDEST_ETCD} or later is needed${askedFrom(seen)}`,
          `upgrade that etcd to ${OLDEST_ETCD} or later, one member after another`,
        ),
    ),
    ...say(
      ({learner}) => learner,
      seen =>
        error(
          'ExternalEtcdReachable',
          `${endpoint}: is a learner, which serves no reads${askedFrom(seen)}`,
          'promote it, or take it out of spec.etcd.endpoints',
        ),
    ),
    ...say(
      ({learner, trouble}) => trouble !== undefined && !learner,
      (seen, {trouble}) =>
        weight(seen)(
          'ExternalEtcdReachable',
          `${endpoint}: serves no read: ${trouble}${askedFrom(seen)}`,
          'bring that etcd back to quorum',
        ),
    ),
  ];
}

/** Those that belong to another cluster than most do. A name may lead each control plane elsewhere. */
function strays(answers: readonly Heard[]): readonly Finding[] {
  const groups = by(answers, ({status}) => status.clusterId);
  const [home, ...others] = [...groups.values()].toSorted((one, other) => other.length - one.length);
  return others.flatMap(group =>
    [...by(group, ({endpoint}) => endpoint)].map(([endpoint, seen]) =>
      error(
        'ExternalEtcdCluster',
        `${endpoint}: belongs to another etcd cluster (${seen[0]!.status.clusterId}) than ${home![0]!.endpoint} (${home![0]!.status.clusterId})${askedFrom(seen)}`,
        'name only endpoints of one etcd cluster in spec.etcd.endpoints',
      ),
    ),
  );
}

/** Two clusters in one etcd overwrite each other. */
function foreignData(
  {controlPlanes}: DesiredCluster,
  observed: ObservedCluster,
  answers: readonly Heard[],
): readonly Finding[] {
  const holder = answers.find(({status}) => status.holdsCluster);
  const here = managedHosts(observed);
  if (holder === undefined || controlPlanes.some(({host}) => here.has(host))) return [];
  return [
    error(
      'ExternalEtcdCluster',
      `${holder.endpoint}: holds the data of a Kubernetes cluster already, below /registry/, and none of it is on these hosts`,
      'use an etcd of its own for each cluster; what is left of a cluster that was reset: etcdctl del --prefix /registry/',
    ),
  ];
}
