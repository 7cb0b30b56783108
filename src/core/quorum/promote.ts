import type {EtcdMember} from '../model/observed.js';
import {type Decision, permitted, type Refusal, refused} from './decision.js';
import {currentHealth, displayName, type MembershipView, toleranceText, worstCase} from './membership-view.js';
import {IN_SYNC_ENTRIES} from './quorum.js';
import {neverStarted, notAllHealthy, notAMember, pendingLearner, removal, startOn, tooMany} from './refusals.js';

/**
 * A learner becomes a voter, and fails right after in the worst case. etcd itself promotes a learner that stopped after
 * it was in sync, and then writes may hang. So the learner must answer and be in sync, and every voter be healthy.
 */
export function judgePromote(now: MembershipView): Decision {
  const {target, voters, healthy} = now;
  if (target === undefined) return refused(notAMember(now), currentHealth(now));
  // An earlier promotion may have succeeded although its answer was lost.
  if (!target.learner)
    return permitted(`${displayName(target)} is already a voter, nothing changes: ${currentHealth(now)}`);
  const worst = worstCase(healthy.length, voters.length + 1);
  const refusal =
    notResponding(target) ??
    behind(target) ??
    pendingLearner(now) ??
    neverStarted(now) ??
    notAllHealthy(now) ??
    tooMany(now);
  if (refusal) return refused(refusal, currentHealth(now), `after it, ${worst}`);
  if (voters.length > 1) return permitted(`after it, ${worst}`, toleranceText(voters.length + 1));
  return permitted(
    `after it, ${worst}; ${displayName(target)} answers and is in sync`,
    `${toleranceText(2)}: add a third`,
  );
}

const notResponding = (learner: EtcdMember): Refusal | undefined =>
  learner.healthy
    ? undefined
    : {
        because: `${displayName(learner)} does not answer${learner.why === undefined ? '' : ` (${learner.why})`}`,
        fix: `${startOn(displayName(learner))}, then run the same command again; or remove it: ${removal(learner)}`,
      };

function behind(learner: EtcdMember): Refusal | undefined {
  if (learner.behind !== undefined && learner.behind <= IN_SYNC_ENTRIES) return undefined;
  return {
    because:
      learner.behind === undefined
        ? `the replication lag of ${displayName(learner)} is unknown`
        : `${displayName(learner)} is ${learner.behind} entries behind the leader (limit ${IN_SYNC_ENTRIES})`,
    fix: 'run the same command again: it waits until the learner is in sync',
  };
}
