import {type Decision, permitted, type Refusal, refused} from './decision.js';
import {currentHealth, displayName, type MembershipView, toleranceText} from './membership-view.js';
import {neverStarted, notAllHealthy, pendingLearner, tooMany} from './refusals.js';

/** A new member joins as a learner, without a vote. The limits of voters are checked before it is added. */
export function judgeAdd(now: MembershipView): Decision {
  const refusal = alreadyInUse(now) ?? pendingLearner(now) ?? neverStarted(now) ?? notAllHealthy(now) ?? tooMany(now);
  if (refusal) return refused(refusal, currentHealth(now));
  const voters = now.voters.length;
  return permitted(
    `${now.target ? `${displayName(now.target)} is already a learner` : 'it joins as a learner'}, without a vote: ${currentHealth(now)}`,
    ...(voters % 2 === 1 ? [`${toleranceText(voters + 1)}, no more than ${voters}: add one more`] : []),
  );
}

/** etcd identifies members by peer URL and accepts one name twice: both would then start as the same member. */
function alreadyInUse({change, target, others}: MembershipView): Refusal | undefined {
  if (target && !target.learner)
    return {
      because: `${change.peerUrl} is the peer URL of ${displayName(target)}, which is already a voter`,
      fix: 'run the same command again: it reads the member list again',
    };
  const namesake = others.find(({name}) => name !== '' && name === change.name);
  if (namesake === undefined) return undefined;
  return {
    because: `${namesake.name} is already the name of the member at ${namesake.peerUrl}`,
    fix: `give the new host another name, or remove the old member first, on an etcd host: \`. /etc/etcd/etcdctl.env; etcdctl member remove ${namesake.id}\``,
  };
}
