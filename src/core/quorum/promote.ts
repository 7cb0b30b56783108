import type {EtcdMember} from '../model/observed.js';
import {type Decision, permitted, type Refusal, refused} from './decision.js';
import {currentHealth, displayName, type MembershipView, toleranceText, worstCase} from './membership-view.js';
import {IN_SYNC_ENTRIES} from './quorum.js';
import {neverStarted, notAllHealthy, notAMember, pendingLearner, removal, tooMany} from './refusals.js';

/**
 * A learner becomes a voter and is down from then on, at worst. etcd promotes one that has died after it caught up,
 * and then every write hangs: here it must answer, be in sync, and find every voter healthy.
 */
export function judgePromote(now: MembershipView): Decision {
  const {target, voters, healthy} = now;
  if (target === undefined) return refused(notAMember(now), currentHealth(now));
  // The answer to an earlier promotion may have been lost.
  if (!target.learner)
    return permitted(`${displayName(target)} is a voter already, nothing changes: ${currentHealth(now)}`);
  const worst = worstCase(healthy.length, voters.length + 1);
  const refusal =
    notAlive(target) ??
    behind(target) ??
    pendingLearner(now) ??
    neverStarted(now) ??
    notAllHealthy(now) ??
    tooMany(now);
  if (refusal) return refused(refusal, currentHealth(now), `after it, ${worst}`);
  if (voters.length > 1) return permitted(`after it, ${worst}`, toleranceText(voters.length + 1));
  return permitted(
    `after it, ${worst}: there is no other way from 1 voter to more, and ${displayName(target)} answers and is in sync`,
    `${toleranceText(2)} until there is a third`,
  );
}

const notAlive = (learner: EtcdMember): Refusal | undefined =>
  learner.healthy
    ? undefined
    : {
        because: `${displayName(learner)} does not answer${learner.why === undefined ? '' : ` (${learner.why})`}`,
        fix: `start etcd there and run the same command again, or drop it with \`${removal(learner)}\``,
      };

function behind(learner: EtcdMember): Refusal | undefined {
  if (learner.behind !== undefined && learner.behind <= IN_SYNC_ENTRIES) return undefined;
  const far = learner.behind === undefined ? 'an unknown number of' : `${learner.behind}`;
  return {
    because: `${displayName(learner)} is ${far} entries behind the leader, and ${IN_SYNC_ENTRIES} are the most`,
    fix: 'run the same command again: it waits until the learner is in sync',
  };
}
