import {RESET} from '../../core/cluster/reset.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isReset} from '../../core/plan/done.js';
import {look} from './question.js';
import {due, type Step} from './step.js';

export const hostReset: Step<ActionOf<'host/reset'>> = {
  // Not with others of its host: what they have put there is gone afterwards.
  scope: 'cluster',
  async check(actions, context) {
    const facts = new Map(
      await Promise.all(actions.map(async action => [action, await look(action.host, {}, context)] as const)),
    );
    return due(
      actions,
      action => isReset(facts.get(action)!),
      action => `${action.host}: ${facts.get(action)!.owned.size} things of the cluster are still there`,
    );
  },
  async apply(actions, {site}) {
    for (const {host} of actions) await site.host(host).reset(RESET);
  },
};
