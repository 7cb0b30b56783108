import type {EtcdMember} from '../cluster/observed.js';
import {bystander, lost, notAMember} from './objections.js';
import {quorum} from './quorum.js';
import {asItIs, atWorst, called, names, type Standing} from './standing.js';
import {type Consent, type Objection, permitted, refused, type Verdict} from './verdict.js';

/** A voter stops and comes back, or does not: the others must hold quorum without it. */
export function judgeRestart(now: Standing, consent: Consent): Verdict {
  const {target} = now;
  if (target === undefined) return refused(notAMember(now), asItIs(now));
  if (target.learner) return restartLearner(now, target);
  return now.healthy.includes(target) ? stop(now, target, consent) : start(now, target, consent);
}

/** It has no vote; yet without quorum the list may be old, and the learner a voter by now. */
function restartLearner(now: Standing, target: EtcdMember): Verdict {
  const objection = lost(now);
  if (objection) return refused(objection, asItIs(now));
  return permitted(`${called(target)} is a learner without a vote: ${asItIs(now)}`);
}

/** One that is up: everything else must be in order, and somebody must be there to take over. */
function stop(now: Standing, target: EtcdMember, {acceptDowntime = false}: Consent): Verdict {
  const {voters, healthy, down} = now;
  const up = healthy.length - 1;
  const worst = `while it restarts, ${atWorst(up, voters.length)}`;
  const disorder = bystander(now);
  if (disorder) return refused(disorder, asItIs(now), worst);
  if (up >= quorum(voters.length)) {
    if (down.length === 0 || acceptDowntime) return permitted(worst, ...mentioned(down));
    return refused(noSpare(down, target), asItIs(now), worst);
  }
  if (down.length > 0) return refused(healFirst(down, target), asItIs(now), worst);
  // Only one or two voters are left here: with all of three or more healthy, the others hold quorum.
  return outage(`writes stop until ${called(target)} is back: ${worst}`, acceptDowntime);
}

/**
 * One that is not proven healthy loses nothing by being started, as long as the others hold quorum without it. When
 * they do not, it may be one of those that hold it, unseen.
 */
function start({voters, healthy}: Standing, target: EtcdMember, {acceptDowntime = false}: Consent): Verdict {
  const worst = atWorst(healthy.length, voters.length);
  if (healthy.length >= quorum(voters.length)) return permitted(`${called(target)} is not healthy as it is: ${worst}`);
  return outage(
    `quorum is not proven without ${called(target)}, and writes may stop until it is back: ${worst}`,
    acceptDowntime,
  );
}

const outage = (because: string, accepted: boolean): Verdict =>
  accepted
    ? {safe: true, outage: true, why: because}
    : {...refused({because, fix: 'run the same command again with `--accept-downtime`'}), outage: true};

const healFirst = (down: readonly EtcdMember[], target: EtcdMember): Objection => ({
  because: `${called(target)} is needed for quorum while ${names(down)} is down`,
  fix: `bring ${names(down)} back first, then run the same command again`,
});

const noSpare = (down: readonly EtcdMember[], target: EtcdMember): Objection => ({
  because: `${called(target)} and ${names(down)} would be down together`,
  fix: `bring ${names(down)} back first, or run the same command again with \`--accept-downtime\``,
});

const mentioned = (down: readonly EtcdMember[]): readonly string[] =>
  down.length === 0 ? [] : [`already down: ${names(down)}`];
