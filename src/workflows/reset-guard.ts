import {findingsOf} from '../core/diagnosis/findings.js';
import {counted, listed} from '../core/format.js';
import {carriedCluster} from '../core/identity/certificates.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {type Fact, unknown} from '../core/model/fact.js';
import type {Finding} from '../core/model/finding.js';
import {UNRECORDED} from '../core/model/identity-record.js';
import type {HostName} from '../core/model/names.js';
import type {EtcdState, HostFacts} from '../core/model/observed.js';
import {isManaged} from '../core/model/scope.js';

/**
 * Reasons not to reset these hosts: one of them belongs to another cluster or is another host, no control plane of
 * theirs is in the configuration, or etcd has members that would be left without quorum.
 *
 * @param agreed ids of clusters whose hosts the user gives up although no control plane of theirs is in the configuration.
 */
export function resetFindings(
  desired: DesiredCluster,
  hosts: ReadonlyMap<HostName, HostFacts>,
  etcd: Fact<EtcdState>,
  agreed: readonly string[],
): readonly Finding[] {
  const known = new Map([...hosts].map(([name, value]) => [name, {known: true, value} as const]));
  const observed = {hosts: known, etcd, apiReady: new Map(), kube: unknown('is not asked for a reset')};
  const orphans = withoutKeepers(desired, hosts);
  const namesakes = new Set<string | undefined>(
    orphans.filter(([name, facts]) => isOfThatName(name, facts, desired)).map(([name]) => name),
  );
  const problems = identityProblems(identitySubject(desired, observed)).filter(
    ({code, host}) => ANOTHER.includes(code) && !(OF_CLUSTERS.includes(code) && namesakes.has(host)),
  );
  if (problems.length > 0) return findingsOf(problems);
  return [...notAgreed(orphans, agreed), ...membersElsewhere(hosts, etcd)];
}

/** They say that hosts are of different clusters. */
const OF_CLUSTERS: readonly string[] = ['identity/other-cluster', 'identity/ca-differs'];
const ANOTHER: readonly string[] = [
  ...OF_CLUSTERS,
  'identity/other-host',
  'identity/other-machine',
  'identity/unreadable',
];

/** Of this cluster or an earlier one of its name: which of them is given up, their ids say. */
const isOfThatName = (host: HostName, facts: HostFacts, {name}: DesiredCluster): boolean =>
  facts.identity === undefined
    ? (carriedCluster(facts) ?? name) === name
    : facts.identity.known && facts.identity.value.clusterName === name && facts.identity.value.host === host;

type Carrying = readonly (readonly [HostName, HostFacts])[];

/**
 * Hosts that carry a cluster while no control plane and no etcd host does. These are reset last: while others carry a
 * cluster, one of them does, or it lives elsewhere.
 */
function withoutKeepers(desired: DesiredCluster, hosts: ReadonlyMap<HostName, HostFacts>): Carrying {
  const carrying = [...hosts].filter(([, facts]) => isManaged(facts));
  const keepers = keepersOf(desired);
  return carrying.some(([name]) => keepers.has(name)) ? [] : carrying;
}

export const keepersOf = ({controlPlanes, etcd}: DesiredCluster): ReadonlySet<HostName> =>
  new Set([...controlPlanes, ...etcd].map(({host}) => host));

/** What `--cluster-id` calls the cluster of a host. */
export const idOf = ({identity}: HostFacts): string => (identity?.known === true ? identity.value.cluster : UNRECORDED);

function notAgreed(orphans: Carrying, agreed: readonly string[]): readonly Finding[] {
  const ids = [...new Set(orphans.map(([, facts]) => idOf(facts)))];
  if (ids.every(id => agreed.includes(id))) return [];
  const names = listed(orphans.map(([name]) => name));
  const [what, whose, where, given] =
    ids.length === 1
      ? ['a cluster', 'it', 'it may live', 'that cluster is']
      : [counted(ids.length, 'cluster'), 'them', 'they may live', 'these clusters are'];
  return [
    {
      code: 'reset/no-control-plane',
      level: 'error',
      message: `${names}: carry ${what}, and no control plane of ${whose} is in the configuration: ${where} elsewhere`,
      fix: `if ${given} given up: quorate reset --all ${ids.map(id => `--cluster-id ${id}`).join(' ')}; otherwise take ${names} out of the configuration`,
    },
  ];
}

/** While etcd cannot be asked this is not known, and a cluster that is broken must be possible to reset. */
function membersElsewhere(hosts: ReadonlyMap<HostName, HostFacts>, etcd: Fact<EtcdState>): readonly Finding[] {
  if (!etcd.known || etcd.value.is !== 'formed') return [];
  return etcd.value.members
    .filter(({host}) => host === undefined || !hosts.has(host))
    .map(({name, peerUrl, id}) => ({
      code: 'reset/member-elsewhere',
      level: 'error',
      message: `etcd has the member ${name || id} at ${peerUrl}, whose host is not in the configuration: it would be left without quorum`,
      fix: `add its host to the configuration, so that it is reset too; or, when it is lost for good: ${name === '' ? `on a control plane: etcdctl member remove ${id}` : `quorate remove --lost ${name}`}`,
    }));
}
