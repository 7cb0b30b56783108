import type {EtcdMember} from '../cluster/observed.js';
import type {MembershipChange} from './change.js';
import {quorum} from './quorum.js';

export interface Verdict {
  readonly safe: boolean;
  /** The arithmetic, with the members it is about. */
  readonly why: string;
  /** Safe, and yet writes stop while it is done: one or two voters cannot spare one. */
  readonly outage: boolean;
}

/**
 * The cluster after a change, at its worst: a newcomer is down, a restarted member stays down, and a member not
 * proven healthy is down too. A restart where there are one or two voters is an outage that ends with the restart:
 * it is called safe when everything else is up, and said to be an outage.
 */
export function project(members: readonly EtcdMember[], change: MembershipChange): Verdict {
  const target = (member: EtcdMember) => member.peerUrl === change.peerUrl;
  const bystander = members.find(member => member.learner && !target(member));
  if (bystander) return {safe: false, outage: false, why: `${bystander.peerUrl} is still a learner`};
  const voters = members.filter(member => !member.learner);
  const after = change.kind === 'remove' ? voters.filter(member => !target(member)) : voters;
  const joins = change.kind === 'add' && !voters.some(target);
  const total = after.length + (joins ? 1 : 0);
  const up = after.filter(member => member.healthy && !target(member)).length;
  const down = after.filter(member => !member.healthy && !target(member)).map(member => member.peerUrl);
  const why = [
    `${up} of ${total} voters up, quorum ${quorum(total)}`,
    ...(down.length > 0 ? [`not healthy: ${down.join(', ')}`] : []),
  ].join('; ');
  if (total > 0 && up >= quorum(total)) return {safe: true, outage: false, why};
  const othersUp = down.length === 0;
  if (change.kind === 'restart' && voters.length <= 2 && othersUp) return {safe: true, outage: true, why};
  if (joins && voters.length === 1 && up === 1) return {safe: true, outage: false, why};
  return {safe: false, outage: false, why};
}
