import {bystander, neverStarted, notAllHealthy, tooMany} from './objections.js';
import {asItIs, called, type Standing, survives} from './standing.js';
import {type Objection, permitted, refused, type Verdict} from './verdict.js';

/** A newcomer is a learner first and has no vote; what it will cost as a voter is judged already. */
export function judgeAdd(now: Standing): Verdict {
  const objection = taken(now) ?? bystander(now) ?? neverStarted(now) ?? notAllHealthy(now) ?? tooMany(now);
  if (objection) return refused(objection, asItIs(now));
  const voters = now.voters.length;
  return permitted(
    `${now.target ? `${called(now.target)} is a learner already` : 'it joins as a learner'}, without a vote: ${asItIs(now)}`,
    // An even number is passed through, never aimed at.
    ...(voters % 2 === 1 ? [`as a voter it protects no better: ${survives(voters + 1)}, so add another`] : []),
  );
}

/** etcd goes by peer URLs, and accepts a name twice: both would then start as the same member. */
function taken({change, target, others}: Standing): Objection | undefined {
  if (target && !target.learner)
    return {
      because: `${change.peerUrl} is the peer URL of ${called(target)}, a voter already`,
      fix: 'run the same command again: it plans from the members of that moment',
    };
  const namesake = others.find(({name}) => name !== '' && name === change.name);
  if (namesake === undefined) return undefined;
  return {
    because: `${namesake.name} is already the name of the member at ${namesake.peerUrl}`,
    fix: `give the new host another name, or remove the old member first: \`etcdctl member remove ${namesake.id}\``,
  };
}
