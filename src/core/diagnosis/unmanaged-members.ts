import type {DesiredCluster} from '../model/desired.js';
import {type Fact, known, unknown} from '../model/fact.js';
import type {ObservedCluster} from '../model/observed.js';
import type {UnmanagedEtcdAnswer} from '../model/unmanaged-etcd.js';
import {quorum} from '../quorum/quorum.js';
import type {MemberStatus, Membership} from './member-status.js';

/** Who belongs to an etcd that somebody else runs, as its endpoints say. */
export function unmanagedMembership(desired: DesiredCluster, observed: ObservedCluster): Fact<Membership> {
  const {etcd} = observed;
  if (!etcd.known) return etcd;
  if (etcd.value.is !== 'formed') return unknown(`etcd is ${etcd.value.is}`);
  const answers = answersOf(observed);
  const heard = new Set(answers.flatMap(answer => (answer.is === 'etcd' ? answer.status.memberId : [])));
  const answering = new Set(answers.flatMap(answer => (answer.is === 'etcd' ? answer.endpoint : [])));
  const everyEndpointAnswers = answers.every(({endpoint}) => answering.has(endpoint));
  const voters = etcd.value.members.filter(({learner}) => !learner);
  // A read was served, so a majority is up, whoever it is.
  const moreMustBeUp = voters.filter(({healthy}) => healthy).length < quorum(voters.length);
  const ours = new Set<string>(desired.hosts.map(({name}) => name));
  const memberStatuses = etcd.value.members.map(({id, name, peerUrl, learner, leader, healthy, why}): MemberStatus => {
    // Of a member that no endpoint leads to nothing is known but that a majority answered.
    const unasked = !heard.has(id) && (everyEndpointAnswers || moreMustBeUp);
    return {
      id,
      name,
      peerUrl,
      learner,
      leader,
      // Two machines of one name: that of ours is known by it.
      host: name === '' || ours.has(name) ? peerUrl : name,
      declared: false,
      healthy: healthy || unasked,
      ...(unasked ? {unasked} : {}),
      ...(healthy || unasked || why === undefined ? {} : {why}),
    };
  });
  const byHost = (one: MemberStatus, other: MemberStatus) => (one.host < other.host ? -1 : 1);
  return known({clusterId: etcd.value.clusterId, members: memberStatuses.toSorted(byHost), elsewhere: true});
}

/** A control plane that cannot be reached says nothing about the endpoints that were to be asked from it. */
export function answersOf({store, hosts}: ObservedCluster): readonly UnmanagedEtcdAnswer[] {
  const isRead = ({from}: UnmanagedEtcdAnswer) => from === undefined || hosts.get(from)?.known === true;
  return (store?.answers ?? []).filter(isRead);
}

export const servesReads = (answer: UnmanagedEtcdAnswer): boolean =>
  answer.is === 'etcd' && !answer.status.learner && answer.status.trouble === undefined;

/** Its members answer, and none of them finds a majority. */
export function isUnmanagedEtcdLost(observed: ObservedCluster): boolean {
  const answers = answersOf(observed);
  const isStuck = (answer: UnmanagedEtcdAnswer) =>
    answer.is === 'etcd' && !answer.status.learner && answer.status.trouble !== undefined;
  return answers.some(isStuck) && !answers.some(servesReads);
}
