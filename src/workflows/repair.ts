import type {Finding} from '../core/model/finding.js';
import {judgeSources} from '../core/pki/secret-sources.js';
import type {PlanInput} from '../core/plan/input.js';
import {repairEtcd} from '../core/plan/repair.js';
import type {Plan} from '../core/plan/stage.js';
import {throwOnErrors} from './checks.js';
import {expiry} from './etcd-unknown.js';
import type {Request, Verb} from './verb.js';

/** A plan that only starts etcd again. The rest is planned when it serves. */
interface RepairPlan {
  readonly plan: Plan;
  readonly warning: Finding;
}

/** Undefined where etcd can be read, where the verb does not repair, and where nothing can be repaired in place. */
export function repairPlan(verb: Verb, {desired, limit}: Request, input: PlanInput): RepairPlan | undefined {
  const {etcd} = input.observed;
  // All members that are down are started at once, so a limit would not be kept.
  const isAsked = verb.repairs === true && limit === undefined && input.desired.etcd.length > 0;
  if (!isAsked || etcd.known) return undefined;
  const repair = repairEtcd(input);
  if ('why' in repair) return undefined;
  throwOnErrors('refused', `${verb.name} is not possible now`, judgeSources(desired, input.observed));
  return {
    plan: repair.plan,
    warning: {
      code: 'etcd/repair',
      level: 'warning',
      message: `${expiry(input) ?? `etcd serves nothing: ${etcd.why}`}; etcd is repaired in place first, and then the rest is planned`,
    },
  };
}
