import type {ActionOf} from '../../core/actions/action.js';
import type {UnitAction} from '../../core/actions/units.js';
import {isReloaded, isRunning} from '../../core/actions/units.js';
import type {HostName} from '../../core/model/names.js';
import type {RunContext} from '../context.js';
import {serviceAwaitStable} from './await-stable.js';
import {readFacts} from './read-facts.js';
import {type Pending, pendingUnless, type Runners} from './runner.js';

const unitsOf = (actions: readonly {readonly unit: string}[]): readonly string[] => actions.map(({unit}) => unit);

const unitFacts = (actions: readonly {readonly host: HostName; readonly unit: string}[], context: RunContext) =>
  readFacts(actions[0]!.host, {units: unitsOf(actions)}, context);

export const UNITS: Runners<UnitAction> = {
  /** Does not wait for health: that is what the actions that wait are for. */
  'service/run': {
    async check(actions, context) {
      const facts = await unitFacts(actions, context);
      return pendingUnless(
        action => isRunning(facts, action),
        actions,
        ({host, unit}) =>
          `${unit} is not running the installed configuration (${facts.units.get(unit)?.active ?? 'not installed'}); on ${host}: \`journalctl --unit=${unit}\``,
      );
    },
    apply: (actions, {cluster}) => cluster.host(actions[0]!.host).run(unitsOf(actions)),
  },
  'service/reload': {
    async check(actions, context) {
      const facts = await unitFacts(actions, context);
      return pendingUnless(
        action => isReloaded(facts, action),
        actions,
        ({unit}) => `${unit} needs a reload`,
      );
    },
    apply: (actions, {cluster}) => cluster.host(actions[0]!.host).reload(unitsOf(actions)),
  },
  'service/stop': {
    check: pendingWhileRunning,
    apply: (actions, {cluster}) => cluster.host(actions[0]!.host).stop(unitsOf(actions)),
  },
  'service/kill': {
    check: pendingWhileRunning,
    apply: (actions, {cluster}) => cluster.host(actions[0]!.host).kill(unitsOf(actions)),
  },
  'service/await-stable': serviceAwaitStable,
};

/** States in which a unit may still have processes, ports and files open. */
const HOLDS_RESOURCES: readonly string[] = ['active', 'activating', 'deactivating', 'reloading'];

async function pendingWhileRunning<A extends ActionOf<'service/stop' | 'service/kill'>>(
  actions: readonly A[],
  context: RunContext,
): Promise<readonly Pending<A>[]> {
  const facts = await unitFacts(actions, context);
  return pendingUnless(
    ({unit}) => !HOLDS_RESOURCES.includes(facts.units.get(unit)?.active ?? 'inactive'),
    actions,
    ({unit}) => `${unit} is ${facts.units.get(unit)?.active}`,
  );
}
