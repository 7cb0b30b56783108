import {Failure} from '../../core/failure.js';
import type {NodeFact} from '../../core/model/observed.js';
import type {ActionOf} from '../../core/plan/action.js';
import type {RunContext} from '../context.js';
import {due, type Step} from './action.js';

export const nodeCordon: Step<ActionOf<'node/cordon'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const nodes = await nodesByName(context);
    return due(
      actions,
      ({host}) => nodes.get(host)?.cordoned === true,
      ({host}) => (nodes.has(host) ? `${host} takes new pods` : `there is no node ${host}`),
    );
  },
  async apply(actions, {cluster}) {
    for (const {host} of actions) await cluster.kube.cordon(host);
  },
};

export const nodeUncordon: Step<ActionOf<'node/uncordon'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const nodes = await nodesByName(context);
    return due(
      actions,
      ({host}) => nodes.get(host)?.held !== true,
      ({host}) => `${host} is cordoned by quorate`,
    );
  },
  async apply(actions, {cluster}) {
    for (const {host} of actions) await cluster.kube.uncordon(host);
  },
};

/** Who cannot ask does not know that nothing is held. */
async function nodesByName({cluster}: RunContext): Promise<ReadonlyMap<string, NodeFact>> {
  const state = await cluster.kube.state([]);
  if (state.known) return new Map(state.value.nodes.map(node => [node.name, node]));
  throw new Failure('kube/state-unknown', `the API could not be asked: ${state.why}`, {
    suggestions: ['run the same command again once an API server answers'],
  });
}
