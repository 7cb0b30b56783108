import type {EtcdMember} from '../cluster/observed.js';
import {bystander, removalOfLost} from './objections.js';
import {tolerance} from './quorum.js';
import {asItIs, atWorst, called, names, type Standing, survives} from './standing.js';
import {type Consent, type Objection, permitted, refused, type Verdict} from './verdict.js';

/** A member leaves for good. One that is down goes first: while it is in the list, it counts for what quorum takes. */
export function judgeRemove(now: Standing, consent: Consent): Verdict {
  const {target, voters, healthy} = now;
  if (target === undefined) return permitted(`${now.change.peerUrl} is no member, nothing changes: ${asItIs(now)}`);
  if (target.learner) return permitted(`${called(target)} is a learner without a vote: ${asItIs(now)}`);
  if (voters.length === 1) return refused(onlyVoter(target), asItIs(now));
  const left = healthy.filter(voter => voter !== target).length;
  const worst = atWorst(left, voters.length - 1);
  const objection = bystander(now) ?? (healthy.includes(target) ? spared(now, target, consent) : undefined);
  if (objection) return refused(objection, asItIs(now), `after it, ${worst}`);
  return permitted(`after it, ${worst}`, survives(voters.length - 1));
}

const onlyVoter = (target: EtcdMember): Objection => ({
  because: `${called(target)} is the only voter: without it there is no etcd`,
  fix: 'add another member first with `quorate join HOST`; `quorate reset` takes the whole cluster away',
});

/** What a healthy member's leaving costs: nobody else may be down, and fewer failures survived is for the user to say. */
function spared({voters, down}: Standing, target: EtcdMember, consent: Consent): Objection | undefined {
  const [dead] = down;
  if (dead)
    return {
      because: `${called(target)} is healthy and ${names(down)} is not`,
      fix: `bring ${names(down)} back, or remove what is lost for good instead: \`${removalOfLost(dead)}\``,
    };
  const reduced = voters.length === 2 || tolerance(voters.length - 1) < tolerance(voters.length);
  if (!reduced || consent.acceptReducedTolerance) return undefined;
  return {
    because:
      voters.length === 2
        ? 'etcd would have a single voter, and its data no second copy'
        : `${survives(voters.length - 1)}, where ${survives(voters.length)}`,
    fix: 'add its successor first with `quorate join HOST`, or accept that fewer failures are survived: run the same command again with `--accept-reduced-tolerance`',
  };
}
