import type {DesiredCluster} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {ObservedCluster} from '../../model/observed.js';
import {managedHosts, restrictTo} from '../../model/scope.js';
import {newMembers} from '../etcd-join.js';
import type {LeftOutHost, LeftOutHosts} from './left-out.js';
import {configuredHost, membersOf, type Provable, refutation} from './refuted.js';

/** What a run permits. */
export interface Permitted {
  /** Hosts that may become part of the cluster in this run. */
  readonly joinable: readonly HostName[];
  /** Hosts that the user named: one that etcd cannot take is refused, not left out. */
  readonly named?: readonly HostName[];
  /** Hosts that take part in nothing. */
  readonly excluded?: readonly HostName[];
  /** The only hosts on which anything is done; undefined: all of them. */
  readonly limit?: readonly HostName[];
  /** Left out already earlier in this run: they stay so. */
  readonly before?: LeftOutHosts;
  readonly acceptDowntime: boolean;
}

export interface Participants {
  /** Restricted to the hosts that are part of the cluster, or join it in this run. Others render those that are left out. */
  readonly desired: DesiredCluster;
  readonly leftOut: LeftOutHosts;
  /** Hosts of which it is unknown whether they are part of the cluster; they are in `desired` and are left out. */
  readonly undetermined: ReadonlySet<HostName>;
}

/** Who takes part in a run. A host that cannot be read, or is outside of the limit, is left out. */
export function participants(all: DesiredCluster, observed: ObservedCluster, permitted: Permitted): Participants {
  const {excluded = []} = permitted;
  const managed = managedHosts(observed);
  const hosts = all.hosts
    .filter(({name}) => !excluded.includes(name))
    .map(({name}) => {
      const isPart = managed.has(name) ? true : isRead(name, observed) ? false : isPartOf(name, all, observed);
      const takesPart = isPart !== false || permitted.joinable.includes(name);
      return {
        name,
        isPart,
        takesPart,
        reason: permitted.before?.get(name) ?? reasonFor(name, all, observed, permitted),
      };
    });
  const chosen = hosts.filter(({isPart, takesPart, reason}) => isPart !== false || (takesPart && reason === undefined));
  const desired = restrictTo(all, new Set(chosen.map(({name}) => name)));
  const leftOut = new Map(
    hosts.flatMap(({name, takesPart, reason}) => (takesPart && reason ? [[name, reason] as const] : [])),
  );
  const waiting = waitingMembers({desired, observed, leftOut, acceptDowntime: permitted.acceptDowntime}, permitted);
  const joining = new Set(hosts.flatMap(({name, isPart}) => (isPart === false ? [name] : [])));
  return {
    desired: restrictTo(
      desired,
      new Set(desired.hosts.map(({name}) => name).filter(name => !(waiting.has(name) && joining.has(name)))),
    ),
    leftOut: new Map([...leftOut, ...waiting]),
    undetermined: new Set(hosts.flatMap(({name, isPart}) => (isPart === 'unknown' ? [name] : []))),
  };
}

function reasonFor(
  name: HostName,
  desired: DesiredCluster,
  observed: ObservedCluster,
  {limit}: Permitted,
): LeftOutHost | undefined {
  const member = membersOf(observed).find(each => configuredHost(each, desired) === name);
  const health = member?.healthy === false ? {memberIsDown: true as const} : {};
  if (limit !== undefined && !limit.includes(name)) return {by: 'limit', because: 'outside of --limit', ...health};
  const facts = observed.hosts.get(name);
  if (facts?.known === true) return undefined;
  return {by: 'unreachable', because: facts?.why ?? 'its facts were not gathered', ...health};
}

const isRead = (name: HostName, {hosts}: ObservedCluster): boolean => hosts.get(name)?.known === true;

/**
 * Whether a host that cannot be read is part of the cluster, by the member list and the Nodes. They tell nothing of a
 * host that only balances load, nor of a node while no API server answers.
 */
function isPartOf(name: HostName, {etcd, nodes}: DesiredCluster, observed: ObservedCluster): boolean | 'unknown' {
  if (observed.etcd.known && observed.etcd.value.is !== 'formed') return false;
  const {kube} = observed;
  if (membersOf(observed).some(member => configuredHost(member, {etcd}) === name)) return true;
  if (kube.known && kube.value.nodes.some(node => node.name === name)) return true;
  const isTold = [
    ...(etcd.some(({host}) => host === name) ? [observed.etcd.known] : []),
    ...(nodes.some(({host}) => host === name) ? [kube.known] : []),
  ];
  return isTold.length > 0 && isTold.every(Boolean) ? false : 'unknown';
}

/** New members that etcd cannot take while hosts are left out. All of the host waits: nothing works there without it. */
function waitingMembers(input: Provable & {readonly leftOut: LeftOutHosts}, {named = []}: Permitted): LeftOutHosts {
  return new Map(
    newMembers(input)
      .filter(({host}) => !input.leftOut.has(host) && !named.includes(host))
      .flatMap(({host, peerUrl}) => {
        const isLearner = membersOf(input.observed).some(member => member.peerUrl === peerUrl);
        const why = refutation({kind: isLearner ? 'promote' : 'add', peerUrl, name: host}, input)?.why;
        return why === undefined ? [] : [[host, {by: 'member', because: why}] as const];
      }),
  );
}
