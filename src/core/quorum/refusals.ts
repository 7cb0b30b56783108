import type {EtcdMember} from '../model/observed.js';
import type {Refusal} from './decision.js';
import {displayName, type MembershipView, names} from './membership-view.js';
import {quorum} from './quorum.js';

/** A full or a corrupt member changes what a vote is worth: nothing is changed until that is mended. */
export const alarmed = ({alarms}: MembershipView): Refusal | undefined =>
  alarms.length === 0
    ? undefined
    : {
        because: `etcd has raised ${alarms.length === 1 ? 'an alarm' : 'alarms'}: ${alarms.join(', ')}`,
        fix: 'NOSPACE: compact and defragment etcd, then `etcdctl alarm disarm`; CORRUPT: replace that member. Then run the same command again',
      };

/** Without quorum no change can be committed, whatever etcd says when it is asked. */
export function lost({voters, healthy, down}: MembershipView): Refusal | undefined {
  const missing = quorum(voters.length) - healthy.length;
  if (missing <= 0) return undefined;
  const which = missing === down.length ? names(down) : `${missing} of ${names(down)}`;
  return {
    because: 'quorum is not there: no change of members can be committed',
    fix: `start etcd again on ${which}, then run the same command again; only when their data is lost for good, restore a snapshot`,
  };
}

/** One newcomer at a time: etcd takes a single learner, and one left behind blocks all others. */
export function pendingLearner({others}: MembershipView): Refusal | undefined {
  const learner = others.find(member => member.learner);
  if (learner === undefined) return undefined;
  return {
    because: `${displayName(learner)} is a learner still`,
    fix: `finish it with \`quorate apply\`, or drop it with \`${removal(learner)}\`, then run the same command again`,
  };
}

export function neverStarted({others}: MembershipView): Refusal | undefined {
  const unstarted = others.find(({name}) => name === '');
  if (unstarted === undefined) return undefined;
  return {
    because: `${unstarted.peerUrl} was added and has never started`,
    fix: `start etcd there, or drop it with \`${removal(unstarted)}\`, then run the same command again`,
  };
}

/** A dead member is replaced by removing it first: with it in the list, the newcomer only raises what quorum takes. */
export function notAllHealthy({down}: MembershipView): Refusal | undefined {
  const [dead] = down;
  if (dead === undefined) return undefined;
  return {
    because: `${names(down)} must be healthy before etcd grows`,
    fix: `bring ${names(down)} back; what is lost for good is removed before anything is added: \`${removalOfLost(dead)}\`. Then run the same command again`,
  };
}

export const MOST_VOTERS = 7;

export const tooMany = ({voters}: MembershipView): Refusal | undefined =>
  voters.length < MOST_VOTERS
    ? undefined
    : {
        because: `${MOST_VOTERS} voters are the most: each further one makes every write slower`,
        fix: 'leave this host out of etcd: 3 or 5 voters are enough, and workers need none',
      };

export const notAMember = ({change}: MembershipView): Refusal => ({
  because: `no etcd member has the peer URL ${change.peerUrl}`,
  fix: 'run the same command again: it plans from the members of that moment',
});

/** A member that has never started has no name yet. */
export const removal = (member: EtcdMember): string => command(member, 'quorate remove');

export const removalOfLost = (member: EtcdMember): string => command(member, 'quorate remove --lost');

const command = (member: EtcdMember, words: string): string =>
  member.name === '' ? `etcdctl member remove ${member.id}` : `${words} ${displayName(member)}`;
