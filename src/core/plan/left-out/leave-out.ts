import {type Action, hostOf, isDue} from '../../actions/action.js';
import type {PlanInput} from '../input.js';
import type {Plan, Stage} from '../stage.js';
import {titleOf} from '../stages.js';
import {uncertainOn} from './certain.js';
import {isNothing, type LeftOut, NOTHING_LEFT_OUT} from './left-out.js';
import {missingVoters} from './refuted.js';

/** A plan with what is left out of it. */
export interface RunPlan {
  readonly plan: Plan;
  readonly leftOut: LeftOut;
}

/**
 * Nothing is done on hosts that are left out, nor waited for there. Within a limit cluster services are not changed
 * either.
 */
export function leaveOut(plan: Plan, input: PlanInput): RunPlan {
  const leftOut = leftOutOf(input);
  if (isNothing(leftOut)) return {plan, leftOut};
  return {plan: plan.flatMap(stage => remaining(stage, input)), leftOut};
}

/** What is left out of the plan for this input. */
function leftOutOf(input: PlanInput): LeftOut {
  const {leftOut, desired, observed} = input;
  if (!leftOut?.size) return NOTHING_LEFT_OUT;
  return {
    hosts: [...leftOut].map(([host, reason]) => ({host, ...reason})),
    stages: desired.hosts.flatMap(({name}) => {
      const facts = observed.hosts.get(name);
      return facts?.known === true && !leftOut.has(name) ? uncertainOn(name, facts.value, input) : [];
    }),
  };
}

function remaining(stage: Stage, input: PlanInput): Plan {
  const isHere = (action: Action) => {
    const host = hostOf(action);
    return host === undefined || input.leftOut?.has(host) !== true;
  };
  const rest = stage.actions.filter(isHere);
  const actions = rest
    .map(action => waitingFor(action, input))
    // What no longer waits for a host may be done.
    .filter((action, index) => action === rest[index] || isDue(action, input));
  const isOfHosts = actions.some(action => hostOf(action) !== undefined);
  const wasOfHosts = stage.actions.some(action => hostOf(action) !== undefined);
  // Only what waits for the hosts that are left out.
  if (actions.length === 0 || (wasOfHosts && !isOfHosts)) return [];
  // A snapshot is planned only for a change of versions on hosts within the limit; permissions, because hosts within it
  // need them.
  const isForLimited = stage.title === titleOf('cluster-access') || actions.every(({kind}) => kind === 'etcd/snapshot');
  if (isLimited(input) && !isOfHosts && !isForLimited) return [];
  const others = (all: readonly Action[]) => all.filter(isHere).map(action => waitingFor(action, input));
  const {rollback, finally: cleanup} = stage;
  return [
    {
      ...stage,
      actions,
      ...(rollback === undefined ? {} : {rollback: others(rollback)}),
      ...(cleanup === undefined ? {} : {finally: others(cleanup)}),
    },
  ];
}

const isLimited = ({leftOut}: PlanInput): boolean => [...(leftOut?.values() ?? [])].some(({by}) => by === 'limit');

/** A wait for all members, or for all nodes, is one for those that are not left out. */
function waitingFor(action: Action, input: PlanInput): Action {
  if (action.kind === 'etcd/await-leader') {
    const without = missingVoters(input);
    return without.length === 0 ? action : {...action, without};
  }
  if (action.kind === 'node/await-network') {
    const without = input.desired.nodes.map(({host}) => host).filter(host => input.leftOut?.has(host));
    return without.length === 0 ? action : {...action, without};
  }
  return action;
}
