import {sha256} from '../../core/cluster/digest.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isPut} from '../../core/plan/done.js';
import {look} from './question.js';
import {due, type Step} from './step.js';

export const storePut: Step<ActionOf<'store/put'>> = {
  scope: 'host',
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {paths: actions.map(({path}) => path)}, context);
    const files = new Map(
      await Promise.all(actions.map(async each => [each, await context.keys.store(each.name)] as const)),
    );
    return due(
      actions,
      action => isPut(facts, {...action, digest: sha256(files.get(action)!.content)}),
      ({path}) => `${path} is missing or differs`,
    );
  },
  async apply(actions, {site, keys}) {
    await site.host(actions[0]!.host).put(await Promise.all(actions.map(({name}) => keys.store(name))));
  },
};
