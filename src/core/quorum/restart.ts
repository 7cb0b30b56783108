import type {EtcdMember} from '../model/observed.js';
import {type Decision, type Overrides, permitted, type Refusal, refused} from './decision.js';
import {currentHealth, displayName, type MembershipView, names, worstCase} from './membership-view.js';
import {quorum} from './quorum.js';
import {lost, notAMember, pendingLearner} from './refusals.js';

/** A voter stops and comes back, or does not: the others must hold quorum without it. */
export function judgeRestart(now: MembershipView, overrides: Overrides): Decision {
  const {target} = now;
  if (target === undefined) return refused(notAMember(now), currentHealth(now));
  if (target.learner) return restartLearner(now, target);
  return now.healthy.includes(target) ? stop(now, target, overrides) : start(now, target, overrides);
}

/** It has no vote; yet without quorum the list may be old, and the learner a voter by now. */
function restartLearner(now: MembershipView, target: EtcdMember): Decision {
  const refusal = lost(now);
  if (refusal) return refused(refusal, currentHealth(now));
  return permitted(`${displayName(target)} is a learner without a vote: ${currentHealth(now)}`);
}

/** One that is up: everything else must be in order, and somebody must be there to take over. */
function stop(now: MembershipView, target: EtcdMember, {acceptDowntime = false}: Overrides): Decision {
  const {voters, healthy, down} = now;
  const up = healthy.length - 1;
  const worst = `while it restarts, ${worstCase(up, voters.length)}`;
  const disorder = pendingLearner(now);
  if (disorder) return refused(disorder, currentHealth(now), worst);
  if (up >= quorum(voters.length)) {
    if (down.length === 0 || acceptDowntime) return permitted(worst, ...mentioned(down));
    return refused(noSpare(down, target), currentHealth(now), worst);
  }
  if (down.length > 0) return refused(healFirst(down, target), currentHealth(now), worst);
  // Only one or two voters are left here: with all of three or more healthy, the others hold quorum.
  return outage(`writes stop until ${displayName(target)} is back: ${worst}`, acceptDowntime);
}

/**
 * One that is not proven healthy loses nothing by being started, as long as the others hold quorum without it. When
 * they do not, it may be one of those that hold it, unseen.
 */
function start({voters, healthy}: MembershipView, target: EtcdMember, {acceptDowntime = false}: Overrides): Decision {
  const worst = worstCase(healthy.length, voters.length);
  if (healthy.length >= quorum(voters.length))
    return permitted(`${displayName(target)} is not healthy as it is: ${worst}`);
  return outage(
    `quorum is not proven without ${displayName(target)}, and writes may stop until it is back: ${worst}`,
    acceptDowntime,
  );
}

const outage = (because: string, accepted: boolean): Decision =>
  accepted
    ? {safe: true, outage: true, why: because}
    : {...refused({because, fix: 'run the same command again with `--accept-downtime`'}), outage: true};

const healFirst = (down: readonly EtcdMember[], target: EtcdMember): Refusal => ({
  because: `${displayName(target)} is needed for quorum while ${names(down)} is down`,
  fix: `bring ${names(down)} back first, then run the same command again`,
});

const noSpare = (down: readonly EtcdMember[], target: EtcdMember): Refusal => ({
  because: `${displayName(target)} and ${names(down)} would be down together`,
  fix: `bring ${names(down)} back first, or run the same command again with \`--accept-downtime\``,
});

const mentioned = (down: readonly EtcdMember[]): readonly string[] =>
  down.length === 0 ? [] : [`already down: ${names(down)}`];
