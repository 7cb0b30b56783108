import {findingsOf} from '../core/diagnosis/findings.js';
import {counted, listed} from '../core/format.js';
import {clusterInKubeconfig} from '../core/identity/certificates.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {type Fact, unknown} from '../core/model/fact.js';
import type {Finding} from '../core/model/finding.js';
import {UNRECORDED} from '../core/model/identity-record.js';
import type {HostName} from '../core/model/names.js';
import type {EtcdMember, EtcdState, HostFacts} from '../core/model/observed.js';
import {isManaged} from '../core/model/scope.js';
import {etcdctl} from '../core/render/etcd/etcdctl.js';

/**
 * Reasons to refuse a reset of all hosts: one of them belongs to another cluster or is another host, no control plane of
 * their cluster is in the configuration, or etcd has members elsewhere that would lose quorum.
 *
 * @param givenIds ids of the clusters that the user gives up although the configuration has no control plane of them.
 */
export function resetFindings(
  desired: DesiredCluster,
  hosts: ReadonlyMap<HostName, HostFacts>,
  etcd: Fact<EtcdState>,
  givenIds: readonly string[],
): readonly Finding[] {
  const known = new Map([...hosts].map(([name, value]) => [name, {known: true, value} as const]));
  const observed = {hosts: known, etcd, apiReady: new Map(), kube: unknown('the API is not read for a reset')};
  const orphans = orphanedHosts(desired, hosts);
  const sameName = new Set<string | undefined>(
    orphans.filter(([name, facts]) => hasClusterName(name, facts, desired)).map(([name]) => name),
  );
  const problems = identityProblems(identitySubject(desired, observed)).filter(
    ({code, host}) => MISMATCH.includes(code) && !(OTHER_CLUSTER.includes(code) && sameName.has(host)),
  );
  if (problems.length > 0) return findingsOf(problems);
  return [...withoutGivenId(orphans, givenIds), ...unconfiguredMembers(hosts, etcd)];
}

/** The host belongs to another cluster. */
const OTHER_CLUSTER: readonly string[] = ['identity/other-cluster', 'identity/ca-differs'];
const MISMATCH: readonly string[] = [
  ...OTHER_CLUSTER,
  'identity/other-host',
  'identity/other-machine',
  'identity/unreadable',
];

/** Its cluster has the name in the configuration: it is this cluster or an earlier one. The id distinguishes them. */
const hasClusterName = (host: HostName, facts: HostFacts, {name}: DesiredCluster): boolean =>
  facts.identity === undefined
    ? (clusterInKubeconfig(facts) ?? name) === name
    : facts.identity.known && facts.identity.value.clusterName === name && facts.identity.value.host === host;

type ManagedHosts = readonly (readonly [HostName, HostFacts])[];

/**
 * Managed hosts, if none of them is a control plane or etcd host. A reset takes those last: if it was interrupted, at
 * least one of them is still managed. Otherwise the cluster runs elsewhere.
 */
function orphanedHosts(desired: DesiredCluster, hosts: ReadonlyMap<HostName, HostFacts>): ManagedHosts {
  const managed = [...hosts].filter(([, facts]) => isManaged(facts));
  const servers = serverHosts(desired);
  return managed.some(([name]) => servers.has(name)) ? [] : managed;
}

/** Control planes and etcd hosts. */
export const serverHosts = ({controlPlanes, etcd}: DesiredCluster): ReadonlySet<HostName> =>
  new Set([...controlPlanes, ...etcd].map(({host}) => host));

/** The value of `--cluster-id` for the cluster of a host. */
export const idOf = ({identity}: HostFacts): string => (identity?.known === true ? identity.value.cluster : UNRECORDED);

function withoutGivenId(orphans: ManagedHosts, givenIds: readonly string[]): readonly Finding[] {
  const ids = [...new Set(orphans.map(([, facts]) => idOf(facts)))];
  if (ids.every(id => givenIds.includes(id))) return [];
  const names = listed(orphans.map(([name]) => name));
  const [clusters, they, them] =
    ids.length === 1 ? ['a cluster', 'it', 'it'] : [counted(ids.length, 'cluster'), 'they', 'them'];
  return [
    {
      code: 'reset/no-control-plane',
      level: 'error',
      message: `${names}: part of ${clusters} without a control plane in the configuration; ${they} may be running elsewhere`,
      fix: `to give ${them} up: \`quorate reset --all --cluster-id ${ids.join(' --cluster-id ')}\`; otherwise delete ${names} from the configuration`,
    },
  ];
}

/** Unknown while etcd cannot be read: it must be possible to reset a broken cluster. */
function unconfiguredMembers(hosts: ReadonlyMap<HostName, HostFacts>, etcd: Fact<EtcdState>): readonly Finding[] {
  if (!etcd.known || etcd.value.is !== 'formed') return [];
  const {members} = etcd.value;
  const isConfigured = ({host}: EtcdMember) => host !== undefined && hosts.has(host);
  const [asked = 'an etcd host'] = members.filter(isConfigured).map(({host}) => host);
  return members
    .filter(member => !isConfigured(member))
    .map(({host, name, peerUrl, id}) => ({
      code: 'reset/member-elsewhere',
      level: 'error',
      message: `etcd has the member ${name || id} at ${peerUrl}, whose host is not in the configuration; the reset would leave it without quorum`,
      fix: `add its host to the configuration, so that it is reset too; or, if it is permanently gone, ${host === undefined && name === '' ? `on ${asked}: \`${etcdctl(`member remove ${id}`)}\`` : `\`quorate remove --lost ${host ?? name}\``}`,
    }));
}
