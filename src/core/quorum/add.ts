import {type Decision, permitted, type Refusal, refused} from './decision.js';
import {currentHealth, displayName, type MembershipView, toleranceText} from './membership-view.js';
import {neverStarted, notAllHealthy, pendingLearner, tooMany} from './refusals.js';

/** A newcomer is a learner first and has no vote; what it will cost as a voter is judged already. */
export function judgeAdd(now: MembershipView): Decision {
  const refusal = taken(now) ?? pendingLearner(now) ?? neverStarted(now) ?? notAllHealthy(now) ?? tooMany(now);
  if (refusal) return refused(refusal, currentHealth(now));
  const voters = now.voters.length;
  return permitted(
    `${now.target ? `${displayName(now.target)} is a learner already` : 'it joins as a learner'}, without a vote: ${currentHealth(now)}`,
    // An even number is passed through, never aimed at.
    ...(voters % 2 === 1 ? [`as a voter it protects no better: ${toleranceText(voters + 1)}, so add another`] : []),
  );
}

/** etcd goes by peer URLs, and accepts a name twice: both would then start as the same member. */
function taken({change, target, others}: MembershipView): Refusal | undefined {
  if (target && !target.learner)
    return {
      because: `${change.peerUrl} is the peer URL of ${displayName(target)}, a voter already`,
      fix: 'run the same command again: it plans from the members of that moment',
    };
  const namesake = others.find(({name}) => name !== '' && name === change.name);
  if (namesake === undefined) return undefined;
  return {
    because: `${namesake.name} is already the name of the member at ${namesake.peerUrl}`,
    fix: `give the new host another name, or remove the old member first: \`etcdctl member remove ${namesake.id}\``,
  };
}
