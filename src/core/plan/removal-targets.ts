import {isLost} from '../identity/members.js';
import type {DesiredCluster, DesiredMember} from '../model/desired.js';
import {known} from '../model/fact.js';
import type {Finding} from '../model/finding.js';
import type {HostName} from '../model/names.js';
import type {EtcdMember, ObservedCluster} from '../model/observed.js';
import {isManaged} from '../model/scope.js';
import type {Overrides} from '../quorum/decision.js';
import type {EtcdMembership} from '../quorum/membership-view.js';
import {project} from '../quorum/project.js';

/** Hosts that are to be removed, and what of the cluster is on them. */
export interface RemovalTargets {
  readonly hosts: readonly HostName[];
  /** Of these, the hosts that are permanently gone, as stated with `--lost`. */
  readonly lost: ReadonlySet<HostName>;
  readonly members: readonly Pick<DesiredMember, 'host' | 'peerUrl'>[];
  readonly nodes: ReadonlySet<HostName>;
  /** Time limit for evicting the pods of a node. */
  readonly drainSeconds: number;
  /** Deletes also the files of quorate that were changed by others. */
  readonly deleteEdited?: true;
  /** Hosts that stay, on a new machine: what is left of the old machine is removed, and nothing is done on the new one for it. */
  readonly renewed?: readonly HostName[];
  /** Hosts that take the place of lost ones: they are prepared while it is verified that those are unreachable. */
  readonly successors?: readonly HostName[];
}

/** What the command line says about them. */
export type Removal = Pick<
  RemovalTargets,
  'hosts' | 'lost' | 'drainSeconds' | 'deleteEdited' | 'renewed' | 'successors'
>;

/**
 * Hosts of the configuration are found by it. A lost host need not be in the configuration any more: its member and its
 * node have its name.
 */
export function removalTargets(removal: Removal, desired: DesiredCluster, observed: ObservedCluster): RemovalTargets {
  const names = new Set(desired.hosts.map(({name}) => name));
  const configured = removal.hosts.filter(host => names.has(host));
  const others = removal.hosts.filter(host => !names.has(host) && removal.lost.has(host));
  const {renewed = []} = removal;
  const nodes = observed.kube.known ? observed.kube.value.nodes : [];
  return {
    ...removal,
    hosts: [...configured, ...others],
    members: [
      ...[...configured, ...others].flatMap(host => membersOn(host, listed(observed))),
      ...renewed.flatMap(host => lostMembersOn(host, desired, observed)),
    ],
    nodes: new Set([
      ...desired.nodes.map(({host}) => host).filter(host => configured.includes(host)),
      ...others.filter(host => nodes.some(({name}) => name === host)),
      ...renewed.filter(host => isFresh(host, observed) && desired.nodes.some(node => node.host === host)),
    ]),
  };
}

/** Every member on a host, configured or not: by the ids that the host recorded; by name only if no host recorded them. */
const membersOn = (host: HostName, members: readonly EtcdMember[]): RemovalTargets['members'] =>
  members
    .filter(member => member.host === host || (member.host === undefined && member.name === host))
    .map(({peerUrl}) => ({host, peerUrl}));

/** The voters of the old machine. The member of the new one is a learner, or has its data. */
function lostMembersOn(host: HostName, {etcd}: DesiredCluster, observed: ObservedCluster): RemovalTargets['members'] {
  const facts = observed.hosts.get(host);
  const url = etcd.find(member => member.host === host)?.peerUrl;
  const isHere = (member: EtcdMember) =>
    member.host === host || (member.host === undefined && (member.name === host || member.peerUrl === url));
  return listed(observed)
    .filter(member => facts?.known === true && isHere(member) && isLost(member, facts.value))
    .map(({peerUrl}) => ({host, peerUrl}));
}

/** Without files of quorate: a Node of this name is of the old machine. */
const isFresh = (host: HostName, {hosts}: ObservedCluster): boolean => {
  const facts = hosts.get(host);
  return facts?.known === true && !isManaged(facts.value);
};

/**
 * The cluster as it is once the members that are removed first are gone, and the Nodes of old machines: everything else is
 * planned for it.
 */
export function afterFirstRemovals(removal: RemovalTargets | undefined, observed: ObservedCluster): ObservedCluster {
  if (removal === undefined) return observed;
  const {etcd, kube} = observed;
  const gone = inOrder(removal, observed).first.map(({peerUrl}) => peerUrl);
  const nodes = (removal.renewed ?? []).filter(host => removal.nodes.has(host));
  return {
    ...observed,
    etcd:
      etcd.known && etcd.value.is === 'formed'
        ? known({...etcd.value, members: etcd.value.members.filter(({peerUrl}) => !gone.includes(peerUrl))})
        : etcd,
    kube: kube.known
      ? known({...kube.value, nodes: kube.value.nodes.filter(({name}) => !nodes.some(node => node === name))})
      : kube,
  };
}

export interface Order {
  /** Members that are down, and learners: they block every other membership change. */
  readonly first: RemovalTargets['members'];
  readonly last: RemovalTargets['members'];
}

/** The members to remove that are in the member list, in the order of their removal. */
export function inOrder({members}: RemovalTargets, observed: ObservedCluster): Order {
  const list = listed(observed);
  const find = ({peerUrl}: {readonly peerUrl: string}) => list.find(member => member.peerUrl === peerUrl);
  const there = members.filter(member => find(member) !== undefined);
  const isUp = (member: EtcdMember | undefined) => member?.healthy === true && !member.learner;
  return {first: there.filter(each => !isUp(find(each))), last: there.filter(each => isUp(find(each)))};
}

const listed = ({etcd}: ObservedCluster): readonly EtcdMember[] =>
  etcd.known && etcd.value.is === 'formed' ? etcd.value.members : [];

/**
 * Reasons to refuse the removal of the members, one after another, that are known before the first one: no pod is
 * evicted for a removal that will be refused. Each removal is proven again right before it is made.
 */
export function forecast(removal: RemovalTargets, observed: ObservedCluster, overrides: Overrides): readonly Finding[] {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return [];
  let etcd: EtcdMembership = observed.etcd.value;
  const {first, last} = inOrder(removal, observed);
  for (const {host, peerUrl} of [...first, ...last]) {
    const {safe, why, fix} = project(etcd, {kind: 'remove', peerUrl}, overrides);
    if (!safe)
      return [
        {
          code: 'quorum/at-risk',
          level: 'error',
          message: `remove ${host} from etcd: ${why}`,
          ...(fix === undefined ? {} : {fix}),
        },
      ];
    etcd = {...etcd, members: etcd.members.filter(member => member.peerUrl !== peerUrl)};
  }
  return [];
}
