import type {EtcdMember} from '../model/observed.js';
import {type Decision, type Overrides, permitted, type Refusal, refused} from './decision.js';
import {currentHealth, displayName, type MembershipView, names, toleranceText, worstCase} from './membership-view.js';
import {tolerance} from './quorum.js';
import {pendingLearner, removalOfFailed, startOn} from './refusals.js';

/** A failed member is removed first: as long as it is listed, it counts for quorum. */
export function judgeRemove(now: MembershipView, overrides: Overrides): Decision {
  const {target, voters, healthy} = now;
  if (target === undefined)
    return permitted(`${now.change.peerUrl} is not a member, nothing changes: ${currentHealth(now)}`);
  if (target.learner) return permitted(`${displayName(target)} is a learner without a vote: ${currentHealth(now)}`);
  if (voters.length === 1) return refused(onlyVoter(target), currentHealth(now));
  const left = healthy.filter(voter => voter !== target).length;
  const worst = worstCase(left, voters.length - 1);
  const refusal =
    pendingLearner(now) ?? (healthy.includes(target) ? refuseHealthyRemoval(now, target, overrides) : undefined);
  if (refusal) return refused(refusal, currentHealth(now), `after it, ${worst}`);
  return permitted(`after it, ${worst}`, toleranceText(voters.length - 1));
}

const onlyVoter = (target: EtcdMember): Refusal => ({
  because: `${displayName(target)} is the only voter: without it there is no etcd`,
  fix: 'add another member first: `quorate join HOST`; `quorate reset --all` tears down the cluster',
});

/** A healthy member is removed only while all others are healthy, and with the override if etcd then tolerates fewer failures. */
function refuseHealthyRemoval(
  {voters, down}: MembershipView,
  target: EtcdMember,
  overrides: Overrides,
): Refusal | undefined {
  const [failed] = down;
  if (failed)
    return {
      because: `refusing to remove healthy ${displayName(target)} while ${names(down)} is unhealthy`,
      fix: `${startOn(names(down))}; or remove it instead: ${removalOfFailed(failed)}`,
    };
  const reduced = voters.length === 2 || tolerance(voters.length - 1) < tolerance(voters.length);
  if (!reduced || overrides.acceptReducedTolerance) return undefined;
  return {
    because:
      voters.length === 2
        ? 'etcd would have one voter, and one copy of its data'
        : `${toleranceText(voters.length - 1)}, and ${toleranceText(voters.length)}`,
    fix: 'add its successor first: `quorate join HOST`; or accept the lower tolerance: run the same command again with `--accept-reduced-tolerance`',
  };
}
