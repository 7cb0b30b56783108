import type {DesiredCluster} from '../cluster/desired.js';
import type {Finding} from '../cluster/finding.js';
import type {ObservedCluster} from '../cluster/observed.js';
import {present} from '../cluster/scope.js';
import type {StoreAnswer, StoreStatus} from '../cluster/store.js';
import {OLDEST_ETCD} from '../components/etcd.js';
import {compareVersions} from '../components/version.js';
import {listed} from '../format.js';
import {by} from './by.js';
import {error, warning} from './check.js';

/** Everything that speaks against an etcd that somebody else runs, each finding with the endpoint it is about. */
export function storeFindings(desired: DesiredCluster, observed: ObservedCluster): readonly Finding[] {
  const {store} = observed;
  if (store === undefined) return [];
  const endpoints = [...new Set(store.answers.map(({endpoint}) => endpoint))];
  const statuses = store.answers.flatMap(each => (each.is === 'etcd' ? [{...each.status, at: each.endpoint}] : []));
  const runs = observed.etcd.known && observed.etcd.value.is === 'formed';
  return [
    ...endpoints.flatMap(endpoint => {
      const own = store.answers.filter(each => each.endpoint === endpoint);
      return [...troubles(endpoint, own, runs), ...statusFindings(endpoint, own)];
    }),
    ...strays(statuses),
    ...foreignData(desired, observed, statuses),
  ];
}

/** Preflight checks of their own, which nothing but an etcd of the right version can do without. */
export const STORE_CHECKS = ['ExternalEtcdVersion', 'ExternalEtcdReachable', 'ExternalEtcdTLS', 'ExternalEtcdCluster'];

type Unheard = Exclude<StoreAnswer, {is: 'etcd'}>;

/** One finding for each reason, with the control planes it was seen from. */
function troubles(endpoint: string, answers: readonly StoreAnswer[], runs: boolean): readonly Finding[] {
  const unheard = answers.filter((each): each is Unheard => each.is !== 'etcd');
  const kinds = [...new Set(unheard.map(({is}) => is))];
  return kinds.map(kind => {
    const alike = unheard.filter(({is}) => is === kind);
    const hosts = alike.flatMap(({from}) => from ?? []);
    const asked = hosts.length === 0 ? '' : ` (asked from ${listed(hosts)})`;
    const {code, says, fix} = KINDS[kind];
    // A cluster that runs outlives the loss of a member of its etcd: others answer.
    const finding = kind === 'silent' && runs ? warning : error;
    return finding(code, `${endpoint}: ${says}${alike[0]!.why}${asked}`, fix);
  });
}

const KINDS: Readonly<Record<Unheard['is'], {readonly code: string; readonly says: string; readonly fix: string}>> = {
  unasked: {
    code: 'ExternalEtcdTLS',
    says: 'cannot be asked: ',
    fix: 'put that right in spec.etcd, or in the file, then run the same command again',
  },
  silent: {
    code: 'ExternalEtcdReachable',
    says: 'does not answer: ',
    fix: 'start it, or let every control plane reach its client port',
  },
  untrusted: {
    code: 'ExternalEtcdTLS',
    says: 'its certificate is not one that spec.etcd.caFile vouches for: ',
    fix: 'name the authority that has signed the certificates of that etcd in spec.etcd.caFile',
  },
  refusing: {
    code: 'ExternalEtcdTLS',
    says: 'does not take the client certificate in spec.etcd.certFile: ',
    fix: 'ask those who run that etcd for a client certificate that its --trusted-ca-file has signed and that is still valid',
  },
  stranger: {
    code: 'ExternalEtcdVersion',
    says: 'is not an etcd that can be used: ',
    fix: 'name the client URLs of etcd in spec.etcd.endpoints',
  },
};

function statusFindings(endpoint: string, answers: readonly StoreAnswer[]): readonly Finding[] {
  const status = answers.flatMap(each => (each.is === 'etcd' ? [each.status] : []))[0];
  if (status === undefined) return [];
  return [
    ...(compareVersions(status.version, OLDEST_ETCD) < 0
      ? [
          error(
            'ExternalEtcdVersion',
            `${endpoint}: runs etcd ${status.version}; ${OLDEST_ETCD} or later is needed`,
            `upgrade that etcd to ${OLDEST_ETCD} or later, one member after another`,
          ),
        ]
      : []),
    ...(status.learner
      ? [
          error(
            'ExternalEtcdReachable',
            `${endpoint}: is a learner, which serves no reads`,
            'promote it, or take it out of spec.etcd.endpoints',
          ),
        ]
      : []),
    ...(status.trouble !== undefined && !status.learner
      ? [
          error(
            'ExternalEtcdReachable',
            `${endpoint}: serves no read: ${status.trouble}`,
            'bring that etcd back to quorum',
          ),
        ]
      : []),
  ];
}

type Located = StoreStatus & {readonly at: string};

/** Those that belong to another cluster than most do. */
function strays(statuses: readonly Located[]): readonly Finding[] {
  const byId = by([...new Map(statuses.map(status => [status.at, status])).values()], ({clusterId}) => clusterId);
  const [home, ...others] = [...byId.values()].toSorted((one, other) => other.length - one.length);
  return others
    .flat()
    .map(({at, clusterId}) =>
      error(
        'ExternalEtcdCluster',
        `${at}: belongs to another etcd cluster (${clusterId}) than ${home![0]!.at} (${home![0]!.clusterId})`,
        'name only endpoints of one etcd cluster in spec.etcd.endpoints',
      ),
    );
}

/** Two clusters in one etcd overwrite each other. */
function foreignData(
  {controlPlanes}: DesiredCluster,
  observed: ObservedCluster,
  statuses: readonly Located[],
): readonly Finding[] {
  const holder = statuses.find(({holdsCluster}) => holdsCluster);
  const here = present(observed);
  if (holder === undefined || controlPlanes.some(({host}) => here.has(host))) return [];
  return [
    error(
      'ExternalEtcdCluster',
      `${holder.at}: holds the data of a Kubernetes cluster already, below /registry/, and none of it is on these hosts`,
      'use an etcd of its own for each cluster; what is left of a cluster that was reset: etcdctl del --prefix /registry/',
    ),
  ];
}
