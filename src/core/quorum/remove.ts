import type {EtcdMember} from '../model/observed.js';
import {type Decision, type Overrides, permitted, type Refusal, refused} from './decision.js';
import {currentHealth, displayName, type MembershipView, names, toleranceText, worstCase} from './membership-view.js';
import {tolerance} from './quorum.js';
import {pendingLearner, removalOfLost} from './refusals.js';

/** A member leaves for good. One that is down goes first: while it is in the list, it counts for what quorum takes. */
export function judgeRemove(now: MembershipView, overrides: Overrides): Decision {
  const {target, voters, healthy} = now;
  if (target === undefined)
    return permitted(`${now.change.peerUrl} is no member, nothing changes: ${currentHealth(now)}`);
  if (target.learner) return permitted(`${displayName(target)} is a learner without a vote: ${currentHealth(now)}`);
  if (voters.length === 1) return refused(onlyVoter(target), currentHealth(now));
  const left = healthy.filter(voter => voter !== target).length;
  const worst = worstCase(left, voters.length - 1);
  const refusal = pendingLearner(now) ?? (healthy.includes(target) ? spared(now, target, overrides) : undefined);
  if (refusal) return refused(refusal, currentHealth(now), `after it, ${worst}`);
  return permitted(`after it, ${worst}`, toleranceText(voters.length - 1));
}

const onlyVoter = (target: EtcdMember): Refusal => ({
  because: `${displayName(target)} is the only voter: without it there is no etcd`,
  fix: 'add another member first with `quorate join HOST`; `quorate reset` takes the whole cluster away',
});

/** What a healthy member's leaving costs: nobody else may be down, and fewer failures survived is for the user to say. */
function spared({voters, down}: MembershipView, target: EtcdMember, overrides: Overrides): Refusal | undefined {
  const [dead] = down;
  if (dead)
    return {
      because: `${displayName(target)} is healthy and ${names(down)} is not`,
      fix: `bring ${names(down)} back, or remove what is lost for good instead: \`${removalOfLost(dead)}\``,
    };
  const reduced = voters.length === 2 || tolerance(voters.length - 1) < tolerance(voters.length);
  if (!reduced || overrides.acceptReducedTolerance) return undefined;
  return {
    because:
      voters.length === 2
        ? 'etcd would have a single voter, and its data no second copy'
        : `${toleranceText(voters.length - 1)}, where ${toleranceText(voters.length)}`,
    fix: 'add its successor first with `quorate join HOST`, or accept that fewer failures are survived: run the same command again with `--accept-reduced-tolerance`',
  };
}
