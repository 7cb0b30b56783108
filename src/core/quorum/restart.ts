import type {EtcdMember} from '../model/observed.js';
import {type Decision, type Overrides, permitted, type Refusal, refused} from './decision.js';
import {currentHealth, displayName, type MembershipView, names, worstCase} from './membership-view.js';
import {quorum} from './quorum.js';
import {lost, notAMember, pendingLearner, startOn} from './refusals.js';

/** A voter restarts, and stays down in the worst case: the others must have quorum without it. */
export function judgeRestart(now: MembershipView, overrides: Overrides): Decision {
  const {target} = now;
  if (target === undefined) return refused(notAMember(now), currentHealth(now));
  if (target.learner) return restartLearner(now, target);
  return now.healthy.includes(target) ? restartHealthy(now, target, overrides) : startUnhealthy(now, target, overrides);
}

/** A learner has no vote. Without quorum the member list may be outdated, and the learner may be a voter. */
function restartLearner(now: MembershipView, target: EtcdMember): Decision {
  const refusal = lost(now);
  if (refusal) return refused(refusal, currentHealth(now));
  return permitted(`${displayName(target)} is a learner without a vote: ${currentHealth(now)}`);
}

/** All other voters must be healthy, unless downtime is accepted, and have quorum without it. */
function restartHealthy(now: MembershipView, target: EtcdMember, {acceptDowntime = false}: Overrides): Decision {
  const {voters, healthy, down} = now;
  const up = healthy.length - 1;
  const worst = `while it restarts, ${worstCase(up, voters.length)}`;
  const pending = pendingLearner(now);
  if (pending) return refused(pending, currentHealth(now), worst);
  if (up >= quorum(voters.length)) {
    if (down.length === 0 || acceptDowntime) return permitted(worst, ...alreadyDown(down));
    return refused(twoDown(down, target), currentHealth(now), worst);
  }
  if (down.length > 0) return refused(neededForQuorum(down, target), currentHealth(now), worst);
  // Only one or two voters reach this line: of three or more, all healthy, the others have quorum.
  return outage(`writes stop until ${displayName(target)} is back: ${worst}`, acceptDowntime);
}

/**
 * Starting a member that is not proven healthy costs nothing while the others have quorum without it. If they have
 * not, it may be one that quorum depends on, although it could not be reached.
 */
function startUnhealthy(
  {voters, healthy}: MembershipView,
  target: EtcdMember,
  {acceptDowntime = false}: Overrides,
): Decision {
  const worst = worstCase(healthy.length, voters.length);
  if (healthy.length >= quorum(voters.length))
    return permitted(`${displayName(target)} is already unhealthy: ${worst}`);
  return outage(
    `quorum is not proven without ${displayName(target)}, and writes may stop until it is back: ${worst}`,
    acceptDowntime,
  );
}

const outage = (because: string, accepted: boolean): Decision =>
  accepted
    ? {safe: true, outage: true, why: because}
    : {...refused({because, fix: 'run the same command again with `--accept-downtime`'}), outage: true};

const neededForQuorum = (down: readonly EtcdMember[], target: EtcdMember): Refusal => ({
  because: `${displayName(target)} is needed for quorum while ${names(down)} is down`,
  fix: `${startOn(names(down))}, then run the same command again`,
});

const twoDown = (down: readonly EtcdMember[], target: EtcdMember): Refusal => ({
  because: `${displayName(target)} and ${names(down)} would be down together`,
  fix: `${startOn(names(down))}, or run the same command again with \`--accept-downtime\``,
});

const alreadyDown = (down: readonly EtcdMember[]): readonly string[] =>
  down.length === 0 ? [] : [`already down: ${names(down)}`];
