import {identityProblems} from '../core/identity/judge.js';
import {isLost as isLostMember} from '../core/identity/members.js';
import {identitySubject} from '../core/identity/subject.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {HostFacts, ObservedCluster} from '../core/model/observed.js';
import {isManaged, managedHosts} from '../core/model/scope.js';
import {forecast, leaving} from '../core/plan/removal-targets.js';
import type {Verb} from './verb.js';

type Removal = NonNullable<Verb['removal']>;

/** Takes hosts out of the cluster for good: members, nodes, and everything of the cluster on those that answer. */
export const remove = (removal: Removal): Verb => ({
  name: 'remove',
  joinable: () => [],
  removal: removal,
  // Whoever replaces a machine at night is not to be stopped by a version that is to move in the morning.
  versions: 'keep',
  checkState: (desired, observed) => {
    // Unknown is not absent: an etcd that cannot be read is said by itself.
    if (observed.etcd.known && observed.etcd.value.is !== 'formed') return [noCluster(observed.etcd.value.is)];
    const misnamed = removal.hosts.flatMap(host => checkTargets(host, removal, desired, observed));
    if (misnamed.length > 0) return misnamed;
    return [
      ...lastControlPlane(removal, desired, observed),
      ...forecast(leaving(removal, desired, observed), observed, removal),
    ];
  },
  closingFindings: removal.hosts.map(host => removalReminder(host, removal.lost.has(host))),
});

const noCluster = (etcd: string): Finding => ({
  code: 'remove/no-cluster',
  level: 'error',
  message: `there is no cluster to leave: etcd is ${etcd}`,
  fix: 'quorate reset --all',
});

function checkTargets(
  host: HostName,
  removal: Removal,
  desired: DesiredCluster,
  observed: ObservedCluster,
): readonly Finding[] {
  const facts = observed.hosts.get(host);
  const isLost = removal.lost.has(host);
  if (facts === undefined) {
    const {members, nodes} = leaving(removal, desired, observed);
    if (isLost && (nodes.has(host) || members.some(member => member.host === host))) return [];
    return [unknownHost(host, isLost)];
  }
  if (!facts.known) return isLost ? [] : [unreachable(host, facts.why)];
  return isLost && livesOn(host, facts.value, desired, observed) ? [notLost(host)] : [];
}

/** A machine that answers is that very host, and has what it should have of the cluster. */
function livesOn(host: HostName, facts: HostFacts, desired: DesiredCluster, observed: ObservedCluster): boolean {
  if (!isManaged(facts)) return false;
  const subject = identitySubject(desired, observed);
  if (identityProblems(subject).some(({code, host: whose}) => whose === host && ANOTHER.includes(code))) return false;
  const listed = observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.members : [];
  return !listed.some(member => member.host === host && isLostMember(member, facts));
}

/** The machine is another than the host that is lost. */
const ANOTHER: readonly string[] = ['identity/other-cluster', 'identity/other-host', 'identity/other-machine'];

const unknownHost = (host: HostName, isLost: boolean): Finding => ({
  code: 'remove/unknown-host',
  level: 'error',
  message: `${host}: is not a host of the configuration${isLost ? ', and no member and no node has that name' : ''}`,
  fix: isLost
    ? `there is nothing left of ${host}; look for its name with \`kubectl get nodes\``
    : `put ${host} back into the configuration until it is removed: that says how it is reached; or, when it is lost for good, \`quorate remove --lost ${host}\``,
});

const unreachable = (host: HostName, why: string): Finding => ({
  code: 'remove/unreachable',
  level: 'error',
  message: `${why}; what cannot be read may live and hold anything`,
  fix: `make ${host} reachable; or, when it is lost for good, \`quorate remove --lost ${host}\``,
});

const notLost = (host: HostName): Finding => ({
  code: 'remove/not-lost',
  level: 'error',
  message: `${host}: answers and carries part of the cluster, so it is not lost`,
  fix: `quorate remove ${host}`,
});

function lastControlPlane(
  {hosts}: Removal,
  {controlPlanes}: DesiredCluster,
  observed: ObservedCluster,
): readonly Finding[] {
  const here = managedHosts(observed);
  const going = controlPlanes.filter(({host}) => hosts.includes(host));
  const withoutRemoved = controlPlanes.filter(({host}) => !hosts.includes(host) && here.has(host));
  if (going.length === 0 || withoutRemoved.length > 0) return [];
  return [
    {
      code: 'remove/last-control-plane',
      level: 'error',
      message: `without ${going.map(({host}) => host).join(', ')} the cluster has no control plane`,
      fix: 'add another one first with `quorate join HOST`; `quorate reset --all` takes the whole cluster away',
    },
  ];
}

const removalReminder = (host: HostName, isLost: boolean): Finding => ({
  code: 'remove/still-configured',
  level: 'warning',
  message: isLost
    ? `${host} is no part of the cluster any more, and its machine has not been touched: never let it come back with its data, wipe its disks first`
    : `${host} is no part of the cluster any more`,
  fix: `take ${host} out of the configuration: as long as it is in there, \`quorate apply\` adds it as a new host`,
});
