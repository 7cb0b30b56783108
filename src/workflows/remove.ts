import {identityProblems} from '../core/identity/judge.js';
import {isLost as isLostMember} from '../core/identity/members.js';
import {identitySubject} from '../core/identity/subject.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {HostFacts, ObservedCluster} from '../core/model/observed.js';
import {isManaged, managedHosts} from '../core/model/scope.js';
import {forecast, removalTargets} from '../core/plan/removal-targets.js';
import type {Verb} from './verb.js';

type Removal = NonNullable<Verb['removal']>;

/** Removes hosts from the cluster: their etcd members and Nodes, and on reachable hosts all that quorate installed. */
export const remove = (removal: Removal): Verb => ({
  name: 'remove',
  joinable: () => [],
  removal,
  // A planned upgrade must not block the removal of a failed host.
  versions: 'keep',
  checkState: (desired, observed) => {
    // Unknown is not absent: an etcd that cannot be read is a finding of its own.
    if (observed.etcd.known && observed.etcd.value.is !== 'formed') return [noCluster(observed.etcd.value.is)];
    const wrong = removal.hosts.flatMap(host => checkTarget(host, removal, desired, observed));
    if (wrong.length > 0) return wrong;
    return [
      ...lastControlPlane(removal, desired, observed),
      ...forecast(removalTargets(removal, desired, observed), observed, removal),
    ];
  },
  closingFindings: removal.hosts.map(host => removalReminder(host, removal.lost.has(host))),
});

const noCluster = (etcd: 'absent' | 'forming'): Finding => ({
  code: 'remove/no-cluster',
  level: 'error',
  message: `no cluster found (etcd: ${etcd})`,
  fix:
    etcd === 'forming'
      ? 'to finish the bootstrap of etcd: `quorate apply`; to give the cluster up: `quorate reset --all`'
      : 'there is nothing to remove; to delete what quorate left on the hosts: `quorate reset --all`',
});

function checkTarget(
  host: HostName,
  removal: Removal,
  desired: DesiredCluster,
  observed: ObservedCluster,
): readonly Finding[] {
  const facts = observed.hosts.get(host);
  const isLost = removal.lost.has(host);
  if (facts === undefined) {
    const {members, nodes} = removalTargets(removal, desired, observed);
    if (isLost && (nodes.has(host) || members.some(member => member.host === host))) return [];
    return [unknownHost(host, isLost)];
  }
  if (!facts.known) return isLost ? [] : [unreachable(host, facts.why)];
  return isLost && isAlive(host, facts.value, desired, observed) ? [notLost(host)] : [];
}

/** The machine that answers is that host, and its member, if it has one, still has its data. */
export function isAlive(host: HostName, facts: HostFacts, desired: DesiredCluster, observed: ObservedCluster): boolean {
  if (!isManaged(facts)) return false;
  const subject = identitySubject(desired, observed);
  if (identityProblems(subject).some(problem => problem.host === host && OTHER_MACHINE.includes(problem.code)))
    return false;
  const listed = observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.members : [];
  return !listed.some(member => member.host === host && isLostMember(member, facts));
}

/** The machine that answers is not the lost host. */
const OTHER_MACHINE: readonly string[] = ['identity/other-cluster', 'identity/other-host', 'identity/other-machine'];

export const unknownHost = (host: HostName, isLost: boolean): Finding => ({
  code: 'remove/unknown-host',
  level: 'error',
  message: `${host}: not in the configuration${isLost ? ', and neither an etcd member nor a Node has that name' : ''}`,
  fix: isLost
    ? 'check the name; on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf get nodes`'
    : `add ${host} to the configuration again until it is removed; or, if it is permanently gone: \`quorate remove --lost ${host}\``,
});

export const unreachable = (host: HostName, why: string): Finding => ({
  code: 'remove/unreachable',
  level: 'error',
  message: `${why}; an unreachable host may still be running`,
  fix: `make ${host} reachable, then run the same command again; or, if it is permanently gone: \`quorate remove --lost ${host}\``,
});

const notLost = (host: HostName): Finding => ({
  code: 'remove/lost-host-responds',
  level: 'error',
  message: `${host}: not lost: the host is reachable and still part of the cluster`,
  fix: `quorate remove ${host}`,
});

function lastControlPlane(
  {hosts}: Removal,
  {controlPlanes}: DesiredCluster,
  observed: ObservedCluster,
): readonly Finding[] {
  const managed = managedHosts(observed);
  const removed = controlPlanes.filter(({host}) => hosts.includes(host));
  const remaining = controlPlanes.filter(({host}) => !hosts.includes(host) && managed.has(host));
  if (removed.length === 0 || remaining.length > 0) return [];
  const unread = controlPlanes.flatMap(({host}) => (observed.hosts.get(host)?.known === false ? [host] : []));
  const others = unread.filter(host => !hosts.includes(host));
  const gone = removed.map(({host}) => host).join(', ');
  return [
    {
      code: 'remove/last-control-plane',
      level: 'error',
      message:
        others.length === 0
          ? `without ${gone} the cluster has no control plane`
          : `without ${gone} no control plane can be reached: ${others.join(', ')} does not answer`,
      fix:
        others.length > 0
          ? `make ${others.join(', ')} reachable, then run the same command again; or, if it is permanently gone, keep ${gone}: ${others.map(host => `\`quorate remove --lost ${host}\``).join(', ')}`
          : 'add another control plane first: `quorate join HOST`; to tear down the cluster: `quorate reset --all`',
    },
  ];
}

const removalReminder = (host: HostName, isLost: boolean): Finding => ({
  code: 'remove/still-configured',
  level: 'warning',
  message: isLost
    ? `${host} is removed from the cluster; its machine was not touched: wipe its disks before it is powered on again`
    : `${host} is removed from the cluster`,
  fix: `delete ${host} from the configuration; otherwise the next \`quorate apply\` adds it back as a new host`,
});
