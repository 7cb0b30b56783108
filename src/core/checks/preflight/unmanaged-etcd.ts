import type {PreflightCode} from '../../codes/code.js';
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
 * The findings about an unmanaged etcd, each with its endpoint and the control planes that it was checked from. Only
 * control planes that take part count.
 */
export function unmanagedEtcdFindings(desired: DesiredCluster, observed: ObservedCluster): readonly Finding[] {
  const {unmanagedEtcd} = observed;
  if (unmanagedEtcd === undefined) return [];
  const participants = new Set(desired.controlPlanes.map(({host}) => host));
  const answers = unmanagedEtcd.answers.filter(({from}) => from === undefined || participants.has(from));
  const isRunning = observed.etcd.known && observed.etcd.value.is === 'formed';
  const served = new Set(answers.filter(servesReads).map(({from}) => from));
  // A running cluster tolerates the loss of a member of its etcd if others answer.
  const level: Level = seen => (isRunning && seen.every(({from}) => served.has(from)) ? warning : error);
  return [
    ...[...by(answers, ({endpoint}) => endpoint)].flatMap(([endpoint, own]) => [
      ...connectionFindings(endpoint, own.filter(isNoEtcd), level),
      ...statusFindings(endpoint, own.filter(isEtcd), level),
    ]),
    ...otherClusters(answers.filter(isEtcd)),
    ...foreignData(desired, observed, unmanagedEtcd.answers.filter(isEtcd)),
  ];
}

/** The preflight checks of an unmanaged etcd. */
export const UNMANAGED_ETCD_CHECKS: readonly PreflightCode[] = [
  'ExternalEtcdVersion',
  'ExternalEtcdReachable',
  'ExternalEtcdTLS',
  'ExternalEtcdCluster',
];

type EtcdAnswer = Extract<UnmanagedEtcdAnswer, {is: 'etcd'}>;
type OtherAnswer = Exclude<UnmanagedEtcdAnswer, {is: 'etcd'}>;
/** Error or warning. */
type Level = (seen: readonly UnmanagedEtcdAnswer[]) => typeof error;

const isEtcd = (answer: UnmanagedEtcdAnswer): answer is EtcdAnswer => answer.is === 'etcd';
const isNoEtcd = (answer: UnmanagedEtcdAnswer): answer is OtherAnswer => answer.is !== 'etcd';
const servesReads = (answer: UnmanagedEtcdAnswer): boolean =>
  isEtcd(answer) && !answer.status.learner && answer.status.trouble === undefined;

/** One finding for each reason. */
const connectionFindings = (endpoint: string, answers: readonly OtherAnswer[], level: Level): readonly Finding[] =>
  [...by(answers, ({is}) => is)].map(([kind, alike]) => {
    const {code, evaluate, fix} = KINDS[kind];
    const finding = kind === 'silent' ? level(alike) : error;
    return finding(code, `${endpoint}: ${evaluate}${alike[0]!.why}${askedFrom(alike)}`, fix);
  });

const askedFrom = (answers: readonly UnmanagedEtcdAnswer[]): string => {
  const hosts = answers.flatMap(({from}) => from ?? []);
  return hosts.length === 0 ? '' : ` (checked from ${listed(hosts)})`;
};

const KINDS: Readonly<
  Record<OtherAnswer['is'], {readonly code: PreflightCode; readonly evaluate: string; readonly fix: string}>
> = {
  unasked: {
    code: 'ExternalEtcdTLS',
    evaluate: 'cannot be checked: ',
    fix: 'correct spec.etcd or the file that it names, then run the same command again',
  },
  silent: {
    code: 'ExternalEtcdReachable',
    evaluate: 'does not answer: ',
    fix: 'start it; allow every control plane to reach its client port, and their SSH servers to forward to it (AllowTcpForwarding yes)',
  },
  untrusted: {
    code: 'ExternalEtcdTLS',
    evaluate: 'its certificate is not signed by spec.etcd.caFile, or not valid: ',
    fix: 'set spec.etcd.caFile to the CA that signed the certificates of that etcd; if it is, ask the operator of that etcd for a valid certificate with this address',
  },
  refusing: {
    code: 'ExternalEtcdTLS',
    evaluate: 'rejects the client certificate in spec.etcd.certFile: ',
    fix: 'ask the operator of that etcd for a valid client certificate that is signed by its --trusted-ca-file',
  },
  stranger: {
    code: 'ExternalEtcdReachable',
    evaluate: 'is not an etcd: ',
    fix: 'list the client URLs of etcd in spec.etcd.endpoints',
  },
};

function statusFindings(endpoint: string, answers: readonly EtcdAnswer[], level: Level): readonly Finding[] {
  const say = (
    applies: (status: UnmanagedEtcdStatus) => boolean,
    finding: (seen: readonly EtcdAnswer[], status: UnmanagedEtcdStatus) => Finding,
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
          'promote it, or remove it from spec.etcd.endpoints',
        ),
    ),
    ...say(
      ({learner, trouble}) => trouble !== undefined && !learner,
      (seen, {trouble}) =>
        level(seen)(
          'ExternalEtcdReachable',
          `${endpoint}: serves no read: ${trouble}${askedFrom(seen)}`,
          'restore quorum of that etcd',
        ),
    ),
  ];
}

/** Endpoints of another etcd cluster than that of most endpoints. A DNS name may resolve differently on each control plane. */
function otherClusters(answers: readonly EtcdAnswer[]): readonly Finding[] {
  const groups = by(answers, ({status}) => status.clusterId);
  const [home, ...others] = [...groups.values()].toSorted((one, other) => other.length - one.length);
  return others.flatMap(group =>
    [...by(group, ({endpoint}) => endpoint)].map(([endpoint, seen]) =>
      error(
        'ExternalEtcdCluster',
        `${endpoint}: belongs to another etcd cluster (${seen[0]!.status.clusterId}) than ${home![0]!.endpoint} (${home![0]!.status.clusterId})${askedFrom(seen)}`,
        'list only endpoints of one etcd cluster in spec.etcd.endpoints',
      ),
    ),
  );
}

/** Two clusters in one etcd overwrite each other. */
function foreignData(
  {controlPlanes}: DesiredCluster,
  observed: ObservedCluster,
  answers: readonly EtcdAnswer[],
): readonly Finding[] {
  const holder = answers.find(({status}) => status.holdsCluster);
  const here = managedHosts(observed);
  if (holder === undefined || controlPlanes.some(({host}) => here.has(host))) return [];
  return [
    error(
      'ExternalEtcdCluster',
      `${holder.endpoint}: has the data of another Kubernetes cluster under /registry/; no host of this configuration belongs to it`,
      'use one etcd for each cluster; to delete the data of a cluster that was reset: `etcdctl --endpoints=URL --cacert=CAFILE --cert=CERTFILE --key=KEYFILE del --prefix /registry/`',
    ),
  ];
}
