import type {DesiredCluster, DesiredMember} from '../model/desired.js';
import type {Finding} from '../model/finding.js';
import type {HostName} from '../model/names.js';
import type {EtcdMember, ObservedCluster} from '../model/observed.js';
import type {Overrides} from '../quorum/decision.js';
import type {EtcdMembership} from '../quorum/membership-view.js';
import {project} from '../quorum/project.js';

/** Hosts that are to leave the cluster, and what of it lies on them. */
export interface RemovalTargets {
  readonly hosts: readonly HostName[];
  /** Of these, those that will never answer again, says the user. */
  readonly lost: ReadonlySet<HostName>;
  readonly members: readonly Pick<DesiredMember, 'host' | 'peerUrl'>[];
  readonly nodes: ReadonlySet<HostName>;
  /** How long their pods may take to go elsewhere. */
  readonly drainSeconds: number;
}

/** What the user says about them. */
export type Removal = Pick<RemovalTargets, 'hosts' | 'lost' | 'drainSeconds'>;

/**
 * A host of the configuration is known by it. One that is lost need not be in there any more: its member and its node
 * have its name.
 */
export function leaving(departure: Removal, desired: DesiredCluster, observed: ObservedCluster): RemovalTargets {
  const configured = new Set(desired.hosts.map(({name}) => name));
  const going = departure.hosts.filter(host => configured.has(host));
  const strangers = departure.hosts.filter(host => !configured.has(host) && departure.lost.has(host));
  const nodes = observed.kube.known ? observed.kube.value.nodes : [];
  return {
    ...departure,
    hosts: [...going, ...strangers],
    members: [...going, ...strangers].flatMap(host => membersOn(host, listed(observed))),
    nodes: new Set([
      ...desired.nodes.map(({host}) => host).filter(host => going.includes(host)),
      ...strangers.filter(host => nodes.some(({name}) => name === host)),
    ]),
  };
}

/**
 * Every member that lives on a host, declared or not: by the ids that the host itself told, and by its name only where
 * no host is known for the member.
 */
const membersOn = (host: HostName, members: readonly EtcdMember[]): RemovalTargets['members'] =>
  members
    .filter(member => member.host === host || (member.host === undefined && member.name === host))
    .map(({peerUrl}) => ({host, peerUrl}));

export interface Order {
  /** Members that are down, and learners: they are in the way of every other change. */
  readonly first: RemovalTargets['members'];
  readonly last: RemovalTargets['members'];
}

/** The members to go that are in the list, in the order they go in. */
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
 * What will speak against the members to leave, one after another, as far as can be seen before the first of them
 * goes. Nobody's pods are moved for a removal that is going to be refused; the engine proves each again at its moment.
 */
export function forecast(leaving: RemovalTargets, observed: ObservedCluster, overrides: Overrides): readonly Finding[] {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return [];
  let etcd: EtcdMembership = observed.etcd.value;
  const {first, last} = inOrder(leaving, observed);
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
