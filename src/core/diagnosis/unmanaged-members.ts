import type {DesiredCluster} from '../model/desired.js';
import {type Fact, known, unknown} from '../model/fact.js';
import type {ObservedCluster} from '../model/observed.js';
import type {UnmanagedEtcdAnswer} from '../model/unmanaged-etcd.js';
import {quorum} from '../quorum/quorum.js';
import type {MemberStatus, Membership} from './member-status.js';

/** The members of an unmanaged etcd, as its endpoints report them. */
export function unmanagedMembership(desired: DesiredCluster, observed: ObservedCluster): Fact<Membership> {
  const {etcd} = observed;
  if (!etcd.known) return etcd;
  if (etcd.value.is !== 'formed') return unknown(`etcd is ${etcd.value.is}`);
  const answers = answersOf(observed);
  const reached = new Set(answers.flatMap(answer => (answer.is === 'etcd' ? answer.status.memberId : [])));
  const answering = new Set(answers.flatMap(answer => (answer.is === 'etcd' ? answer.endpoint : [])));
  const everyEndpointAnswers = answers.every(({endpoint}) => answering.has(endpoint));
  const voters = etcd.value.members.filter(({learner}) => !learner);
  // A read was served, so a majority is up, although it is unknown which members.
  const moreMustBeUp = voters.filter(({healthy}) => healthy).length < quorum(voters.length);
  const hostNames = new Set<string>(desired.hosts.map(({name}) => name));
  const memberStatuses = etcd.value.members.map(({id, name, peerUrl, learner, leader, healthy, why}): MemberStatus => {
    // Of a member that no endpoint reaches, it is only known that a majority serves.
    const unasked = !reached.has(id) && (everyEndpointAnswers || moreMustBeUp);
    return {
      id,
      name,
      peerUrl,
      learner,
      leader,
      // A member with the name of one of our hosts is shown by its peer URL.
      host: name === '' || hostNames.has(name) ? peerUrl : name,
      declared: false,
      healthy: healthy || unasked,
      ...(unasked ? {unasked} : {}),
      ...(healthy || unasked || why === undefined ? {} : {why}),
    };
  });
  const byHost = (one: MemberStatus, other: MemberStatus) => (one.host < other.host ? -1 : 1);
  return known({clusterId: etcd.value.clusterId, members: memberStatuses.toSorted(byHost), elsewhere: true});
}

/** Without the answers that were to be asked from a control plane that cannot be read. */
export function answersOf({unmanagedEtcd, hosts}: ObservedCluster): readonly UnmanagedEtcdAnswer[] {
  const isRead = ({from}: UnmanagedEtcdAnswer) => from === undefined || hosts.get(from)?.known === true;
  return (unmanagedEtcd?.answers ?? []).filter(isRead);
}

export const servesReads = (answer: UnmanagedEtcdAnswer): boolean =>
  answer.is === 'etcd' && !answer.status.learner && answer.status.trouble === undefined;

/** Its voters answer, and none of them serves a read. */
export function isUnmanagedEtcdLost(observed: ObservedCluster): boolean {
  const answers = answersOf(observed);
  const isStuck = (answer: UnmanagedEtcdAnswer) =>
    answer.is === 'etcd' && !answer.status.learner && answer.status.trouble !== undefined;
  return answers.some(isStuck) && !answers.some(servesReads);
}
