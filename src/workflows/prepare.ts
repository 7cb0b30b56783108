import {lostMembers} from '../core/identity/members.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {managedHosts, restrictTo} from '../core/model/scope.js';
import type {PlanInput} from '../core/plan/input.js';
import {planCluster} from '../core/plan/plan.js';
import {removalTargets} from '../core/plan/removal-targets.js';
import type {Plan} from '../core/plan/stage.js';
import {runChecks, throwOnErrors} from './checks.js';
import {pollUntilStarted} from './poll.js';
import {checkSources} from './sources.js';
import type {Request, RunDeps, Verb} from './verb.js';

/** A plan that passed every check, with the observation it was made from. */
export interface Prepared {
  readonly input: PlanInput;
  readonly plan: Plan;
  readonly warnings: readonly Finding[];
}

/**
 * observe → check → plan → check the plan, and the servers that hosts download from. Throws a Failure with all errors of
 * the first check that has any.
 */
export async function prepare(verb: Verb, request: Request, deps: RunDeps): Promise<Prepared> {
  const observeOnce = async () =>
    planInput(verb, request, (await deps.cluster.observe(request.desired, 'plan')).observed, deps);
  const first = await pollUntilStarted(verb, observeOnce, deps);
  const found = await runChecks(verb, request, first, deps.cluster);
  const planned = planCluster(first);
  const {input, warnings} = await checkSources(planned, first, request, deps.cluster);
  const plan = input === first ? planned : planCluster(input);
  throwOnErrors('refused', `${verb.name}: the plan was rejected`, verb.checkPlan?.(plan, input.observed) ?? []);
  return {input, plan, warnings: [...found, ...warnings]};
}

/** What the planner needs to know, restricted to the hosts that take part. */
export function planInput(
  {joinable, removal, versions}: Verb,
  {desired, release, templates}: Request,
  observed: ObservedCluster,
  {clock}: Pick<RunDeps, 'clock'>,
): PlanInput {
  const participants = new Set([...managedHosts(observed), ...joinable(desired)]);
  // A removal does not start other members that have lost their data.
  const excluded = removal === undefined ? [] : [...removal.hosts, ...lostMembers(desired, observed)];
  for (const host of excluded) participants.delete(host);
  return {
    desired: restrictTo(desired, participants),
    ...(removal === undefined ? {} : {removal: removalTargets(removal, desired, observed)}),
    ...(versions === undefined || versions === 'keep' ? {} : {rollout: versions}),
    observed,
    release,
    templates,
    now: clock.now(),
  };
}

/** Without the removed hosts, which the configuration may still name. */
export function withoutRemoved(desired: DesiredCluster, {removal}: Verb): DesiredCluster {
  if (removal === undefined) return desired;
  const names: readonly HostName[] = desired.hosts.map(({name}) => name);
  return restrictTo(desired, new Set(names.filter(name => !removal.hosts.includes(name))));
}
