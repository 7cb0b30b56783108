import type {Finding} from '../core/model/finding.js';
import {judgeSources} from '../core/pki/secret-sources.js';
import type {PlanInput} from '../core/plan/input.js';
import {type LeftOut, NOTHING_LEFT_OUT} from '../core/plan/left-out/left-out.js';
import {raiseQuota} from '../core/plan/raise-quota.js';
import {repairEtcd} from '../core/plan/repair.js';
import type {Plan} from '../core/plan/stage.js';
import {throwOnErrors} from './checks.js';
import {expiry} from './etcd-unknown.js';
import type {Request, Verb} from './verb.js';

/** A plan that only changes etcd, so that it serves again. The rest is planned then. */
interface RepairPlan {
  readonly plan: Plan;
  readonly leftOut: LeftOut;
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
    leftOut: NOTHING_LEFT_OUT,
    warning: {
      code: 'etcd/repair',
      level: 'warning',
      message: `${expiry(input) ?? `etcd serves nothing: ${etcd.why}`}; etcd is repaired in place first, and then the rest is planned`,
    },
  };
}

/** Undefined where etcd is not full, where the verb does more than to converge, and where no quota is raised. */
export function quotaPlan({repairs, versions}: Verb, input: PlanInput): RepairPlan | undefined {
  const raised = repairs === true && versions === undefined ? raiseQuota(input) : undefined;
  return (
    raised && {
      ...raised,
      warning: {
        code: 'etcd/quota-first',
        level: 'warning',
        message:
          'etcd is full: its members are restarted with the configured quota, and nothing else is done before the alarm is disarmed',
        fix: 'then `quorate etcd alarm disarm`, and the same command again',
      },
    }
  );
}
