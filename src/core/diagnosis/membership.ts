import type {DesiredCluster} from '../model/desired.js';
import {type Fact, known, unknown} from '../model/fact.js';
import type {EtcdId, HostName} from '../model/names.js';
import type {Evidence, ListedMember, MemberEvidence} from './evidence.js';
import type {MemberStatus, Membership} from './member-status.js';
import {unmanagedMembership} from './unmanaged-members.js';

export interface Answering {
  readonly host: HostName;
  readonly says: MemberEvidence;
}

/** Of the largest cluster among the members that answer. Two of the same size contradict each other: unknown. */
export function membershipOf(desired: DesiredCluster, evidence: Evidence): Fact<Membership> {
  if (desired.unmanagedEtcd !== undefined) return unmanagedMembership(desired, evidence.observed);
  const [first, second] = clustersOf(evidence);
  if (first === undefined) return fromObserved(desired, evidence);
  if (second !== undefined && second.length === first.length)
    return unknown(`the members belong to different clusters (ids ${idOf(first)} and ${idOf(second)})`);
  const source = first.find(({says}) => says.reads) ?? first[0]!;
  const leader = agreedLeader(first);
  const memberStatuses = source.says.list.map(member => memberStatus(member, first, leader, desired, evidence));
  return known({clusterId: idOf(first), members: memberStatuses.toSorted(byHost)});
}

const idOf = (cluster: readonly Answering[]): EtcdId => cluster[0]!.says.clusterId;

/** The members that answered, by their cluster, the largest cluster first. */
export function clustersOf({members}: Evidence): readonly (readonly Answering[])[] {
  const clusters = new Map<EtcdId, Answering[]>();
  const answering = [...members].flatMap(([host, fact]) => (fact.known ? [{host, says: fact.value}] : []));
  for (const each of answering.toSorted(byHost))
    clusters.set(each.says.clusterId, [...(clusters.get(each.says.clusterId) ?? []), each]);
  return [...clusters.values()].toSorted((one, other) => other.length - one.length);
}

/** The leader that all members with a leader name; undefined if they differ. */
function agreedLeader(cluster: readonly Answering[]): EtcdId | undefined {
  const leaders = new Set(cluster.flatMap(({says}) => says.leader ?? []));
  return leaders.size === 1 ? [...leaders][0] : undefined;
}

function memberStatus(
  member: ListedMember,
  cluster: readonly Answering[],
  leader: EtcdId | undefined,
  desired: DesiredCluster,
  {members, observed}: Evidence,
): MemberStatus {
  const declared = desired.etcd.find(({peerUrl}) => peerUrl === member.peerUrl);
  const own = cluster.find(({says}) => says.memberId === member.id);
  const corrupt = cluster.some(({says}) => says.alarms.includes(`CORRUPT ${member.id}`));
  const healthy = own !== undefined && !corrupt && (member.learner || own.says.reads);
  const etcd = observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.members : [];
  const fact = declared === undefined ? undefined : members.get(declared.host);
  const unanswered = fact?.known === false ? fact.why : etcd.find(({id}) => id === member.id)?.why;
  const why = corrupt
    ? 'is corrupt'
    : own === undefined
      ? (unanswered ?? 'does not answer')
      : 'serves no linearizable read';
  return {
    ...member,
    host: declared?.host ?? (member.name === '' ? member.peerUrl : member.name),
    declared: declared !== undefined,
    healthy,
    ...(healthy ? {} : {why}),
    leader: member.id === leader,
  };
}

function fromObserved(desired: DesiredCluster, {observed}: Evidence): Fact<Membership> {
  const {etcd} = observed;
  if (!etcd.known) return etcd;
  if (etcd.value.is !== 'formed') return unknown(`etcd is ${etcd.value.is}`);
  const memberStatuses = etcd.value.members.map((member): MemberStatus => {
    const declared = desired.etcd.find(({peerUrl}) => peerUrl === member.peerUrl);
    const {id, name, peerUrl, learner, healthy, leader, why} = member;
    const host = declared?.host ?? (name === '' ? peerUrl : name);
    return {
      id,
      name,
      peerUrl,
      learner,
      host,
      declared: declared !== undefined,
      healthy,
      leader,
      ...(why === undefined ? {} : {why}),
    };
  });
  return known({clusterId: etcd.value.clusterId, members: memberStatuses.toSorted(byHost)});
}

const byHost = (one: {readonly host: string}, other: {readonly host: string}): number =>
  one.host < other.host ? -1 : one.host > other.host ? 1 : 0;
