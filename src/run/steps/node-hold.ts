import type {NodeFact} from '../../core/cluster/observed.js';
import {Failure} from '../../core/failure.js';
import type {ActionOf} from '../../core/plan/action.js';
import type {RunContext} from '../context.js';
import {due, type Step} from './step.js';

export const nodeHold: Step<ActionOf<'node/hold'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const nodes = await nodesByName(context);
    return due(
      actions,
      ({host}) => nodes.get(host)?.cordoned === true,
      ({host}) => (nodes.has(host) ? `${host} takes new pods` : `there is no node ${host}`),
    );
  },
  async apply(actions, {site}) {
    for (const {host} of actions) await site.kube.hold(host);
  },
};

export const nodeRelease: Step<ActionOf<'node/release'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const nodes = await nodesByName(context);
    return due(
      actions,
      ({host}) => nodes.get(host)?.held !== true,
      ({host}) => `${host} is cordoned by quorate`,
    );
  },
  async apply(actions, {site}) {
    for (const {host} of actions) await site.kube.release(host);
  },
};

/** Who cannot ask does not know that nothing is held. */
async function nodesByName({site}: RunContext): Promise<ReadonlyMap<string, NodeFact>> {
  const state = await site.kube.state([]);
  if (state.known) return new Map(state.value.nodes.map(node => [node.name, node]));
  throw new Failure('kube/unreadable', `the API could not be asked: ${state.why}`, {
    suggestions: ['run the same command again once an API server answers'],
  });
}
