import type {EtcdMember} from '../cluster/observed.js';
import {IN_SYNC_ENTRIES} from './in-sync.js';
import {bystander, neverStarted, notAllHealthy, notAMember, removal, tooMany} from './objections.js';
import {asItIs, atWorst, called, type Standing, survives} from './standing.js';
import {type Objection, permitted, refused, type Verdict} from './verdict.js';

/**
 * A learner becomes a voter and is down from then on, at worst. etcd promotes one that has died after it caught up,
 * and then every write hangs: here it must answer, be in sync, and find every voter healthy.
 */
export function judgePromote(now: Standing): Verdict {
  const {target, voters, healthy} = now;
  if (target === undefined) return refused(notAMember(now), asItIs(now));
  // The answer to an earlier promotion may have been lost.
  if (!target.learner) return permitted(`${called(target)} is a voter already, nothing changes: ${asItIs(now)}`);
  const worst = atWorst(healthy.length, voters.length + 1);
  const objection =
    notAlive(target) ?? behind(target) ?? bystander(now) ?? neverStarted(now) ?? notAllHealthy(now) ?? tooMany(now);
  if (objection) return refused(objection, asItIs(now), `after it, ${worst}`);
  if (voters.length > 1) return permitted(`after it, ${worst}`, survives(voters.length + 1));
  return permitted(
    `after it, ${worst}: there is no other way from 1 voter to more, and ${called(target)} answers and is in sync`,
    `${survives(2)} until there is a third`,
  );
}

const notAlive = (learner: EtcdMember): Objection | undefined =>
  learner.healthy
    ? undefined
    : {
        because: `${called(learner)} does not answer${learner.why === undefined ? '' : ` (${learner.why})`}`,
        fix: `start etcd there and run the same command again, or drop it with \`${removal(learner)}\``,
      };

function behind(learner: EtcdMember): Objection | undefined {
  if (learner.behind !== undefined && learner.behind <= IN_SYNC_ENTRIES) return undefined;
  const far = learner.behind === undefined ? 'an unknown number of' : `${learner.behind}`;
  return {
    because: `${called(learner)} is ${far} entries behind the leader, and ${IN_SYNC_ENTRIES} are the most`,
    fix: 'run the same command again: it waits until the learner is in sync',
  };
}
