import fc from 'fast-check';
import type {DesiredCluster} from '../../../src/core/model/desired.js';
import {hostName} from '../../../src/core/model/names.js';
import {apply} from '../../../src/workflows/apply.js';
import {init} from '../../../src/workflows/init.js';
import {join} from '../../../src/workflows/join.js';
import {remove} from '../../../src/workflows/remove.js';
import {upgrade} from '../../../src/workflows/upgrade.js';
import type {Verb as PlannerVerb} from '../../../src/workflows/verb.js';
import {type Base, CONFIGS, neighbour} from './clusters.js';
import {type Damage, damages} from './damages.js';
import {type Edit, edits} from './edits.js';

export interface Case {
  readonly base: Base;
  readonly edits: readonly Edit[];
  readonly damages: readonly Damage[];
  /** The clusters were built before hosts recorded their identity. */
  readonly unrecorded: boolean;
  /** All overrides are given. */
  readonly overrides: boolean;
  readonly verb: Verb;
}

export interface Verb {
  readonly verb: 'init' | 'apply' | 'upgrade' | 'join' | 'remove' | 'remove --lost';
  /** Indexes into all possible names. */
  readonly hosts: readonly number[];
}

const unaimed: fc.Arbitrary<Case> = fc.record({
  base: fc.constantFrom('stacked', 'external', 'staging'),
  edits: fc.oneof({weight: 1, arbitrary: fc.constant([])}, {weight: 3, arbitrary: edits}),
  damages: fc.oneof({weight: 1, arbitrary: fc.constant([])}, {weight: 3, arbitrary: damages}),
  unrecorded: fc.oneof({weight: 3, arbitrary: fc.constant(false)}, {weight: 1, arbitrary: fc.constant(true)}),
  overrides: fc.boolean(),
  verb: fc.record({
    verb: fc.constantFrom('apply', 'remove', 'apply', 'remove', 'remove --lost', 'join', 'init', 'upgrade'),
    hosts: fc.array(fc.nat(9), {minLength: 1, maxLength: 2}),
  }),
});

/** Two of three cases aim the verb at a damaged or edited host. */
export const cases: fc.Arbitrary<Case> = fc.oneof(
  {weight: 1, arbitrary: unaimed},
  {weight: 2, arbitrary: unaimed.map(aimed)},
);

function aimed(given: Case): Case {
  const {edits, damages, verb} = given;
  const affected = [...damages, ...edits].flatMap(each => ('host' in each ? [each.host] : []));
  const hosts = CONFIGS[given.base].hosts.length;
  const [first] = affected;
  return first === undefined ? given : {...given, verb: {...verb, hosts: [first % hosts]}};
}

export function verbOf({base, overrides, verb: {verb, hosts}}: Case, {hosts: configured}: DesiredCluster): PlannerVerb {
  const possible = [...configured, ...CONFIGS[base].hosts, ...CONFIGS[neighbour(base)].hosts];
  const all = [...new Set(possible.map(({name}) => hostName(name)))];
  const picked = [...new Set(hosts.map(number => all[number % all.length]!))];
  const removal = {hosts: picked, drainSeconds: 60, acceptReducedTolerance: overrides};
  switch (verb) {
    case 'init':
      return init;
    case 'apply':
      return apply;
    case 'join':
      return join(picked);
    case 'remove':
      return remove({...removal, lost: new Set()});
    case 'remove --lost':
      return remove({...removal, lost: new Set(picked)});
    case 'upgrade': {
      const rollout = {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 60};
      return upgrade({rollout, available: ['1.36.3', '1.36.4'], rollback: false, acceptDowntime: overrides});
    }
  }
}
