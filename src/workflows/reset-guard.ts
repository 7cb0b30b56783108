import type {DesiredCluster} from '../core/cluster/desired.js';
import type {Fact} from '../core/cluster/fact.js';
import {unknown} from '../core/cluster/fact.js';
import type {Finding} from '../core/cluster/finding.js';
import type {HostName} from '../core/cluster/names.js';
import type {EtcdState, HostFacts} from '../core/cluster/observed.js';
import {isPresent} from '../core/cluster/scope.js';
import {findingsOf} from '../core/diagnosis/findings.js';
import {listed} from '../core/format.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';

/** For hosts that joined before identities were recorded. */
export const UNRECORDED = 'unrecorded';

/**
 * Reasons not to reset these hosts: one of them belongs to another cluster or is another host, no control plane of
 * theirs is in the configuration, or etcd has members that would be left without quorum.
 *
 * @param agreed id of a cluster whose hosts the user gives up although no control plane of theirs is in the configuration.
 */
export function resetFindings(
  desired: DesiredCluster,
  hosts: ReadonlyMap<HostName, HostFacts>,
  etcd: Fact<EtcdState>,
  agreed: string | undefined,
): readonly Finding[] {
  const known = new Map([...hosts].map(([name, value]) => [name, {known: true, value} as const]));
  const observed = {hosts: known, etcd, apiReady: new Map(), kube: unknown('is not asked for a reset')};
  const problems = identityProblems(identitySubject(desired, observed)).filter(({code}) => ANOTHER.includes(code));
  if (problems.length > 0) return findingsOf(problems);
  return [...withoutKeepers(desired, hosts, agreed), ...membersElsewhere(hosts, etcd)];
}

const ANOTHER: readonly string[] = [
  'identity/other-cluster',
  'identity/other-host',
  'identity/other-machine',
  'identity/unreadable',
  'identity/ca-differs',
];

/** Control planes and etcd hosts are reset last: while others carry a cluster, one of them does, or it lives elsewhere. */
function withoutKeepers(
  {controlPlanes, etcd}: DesiredCluster,
  hosts: ReadonlyMap<HostName, HostFacts>,
  agreed: string | undefined,
): readonly Finding[] {
  const carrying = [...hosts].filter(([, facts]) => isPresent(facts));
  const keepers = new Set([...controlPlanes, ...etcd].map(({host}) => host));
  if (carrying.length === 0 || carrying.some(([name]) => keepers.has(name))) return [];
  const ids = carrying.map(([, {identity}]) => (identity?.known === true ? identity.value.cluster : UNRECORDED));
  if (ids.every(id => id === agreed)) return [];
  const names = listed(carrying.map(([name]) => name));
  return [
    {
      code: 'reset/no-control-plane',
      level: 'error',
      message: `${names}: carry a cluster, and no control plane of it is in the configuration: it may live elsewhere`,
      fix: `if that cluster is given up: quorate reset --all --cluster-id ${ids[0]}; otherwise take ${names} out of the configuration`,
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
