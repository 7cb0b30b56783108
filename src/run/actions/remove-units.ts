import {areUnitsRemoved, type RemoveUnits} from '../../core/actions/remove-units.js';
import {expectedOn, readFacts} from './read-facts.js';
import {pendingUnless, type Runners} from './runner.js';

export const REMOVE_UNITS: Runners<RemoveUnits> = {
  'units/remove': {
    async check(actions, context) {
      const facts = await readFacts(actions[0]!.host, {}, context);
      return pendingUnless(
        action => areUnitsRemoved(facts, action),
        actions,
        ({units}) => `${units.join(', ')} are not configured any more`,
      );
    },
    async apply(actions, context) {
      for (const {host, units, paths} of actions)
        await context.cluster.host(host).removeUnits({identity: await expectedOn(host, context), units, paths});
    },
  },
};
