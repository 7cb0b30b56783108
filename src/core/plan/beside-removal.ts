import {hostOf} from '../actions/action.js';
import type {PlanInput} from './input.js';
import type {Plan} from './stage.js';
import {stageOf, titleOf} from './stages.js';

/**
 * The first removals and then the preparation of hosts. It takes up to a minute and a half until a lost host counts as
 * unreachable, and nothing of the preparation of its successor changes the cluster: both are done in one stage.
 */
export function besideRemoval(first: Plan, prepared: Plan, {removal}: PlanInput): Plan {
  const {successors = [], hosts = []} = removal ?? {};
  const waits = new Set(hosts.map(host => titleOf('await-unreachable', {host})));
  const waiting = first.filter(({title}) => waits.has(title));
  const isOfSuccessor = (action: Parameters<typeof hostOf>[0]) => {
    const host = hostOf(action);
    return host !== undefined && successors.includes(host);
  };
  const preparing = prepared.flatMap(({actions}) => actions.filter(isOfSuccessor));
  const [host] = successors;
  if (waiting.length === 0 || preparing.length === 0 || host === undefined) return [...first, ...prepared];
  return [
    stageOf('prepare-successor', [...waiting.flatMap(({actions}) => actions), ...preparing], {host}),
    ...first.filter(stage => !waiting.includes(stage)),
    ...prepared.map(stage => ({...stage, actions: stage.actions.filter(action => !isOfSuccessor(action))})),
  ];
}
