import {lostMembers} from '../core/identity/members.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {restrictTo} from '../core/model/scope.js';
import type {PlanInput} from '../core/plan/input.js';
import type {LeftOut, LeftOutHosts} from '../core/plan/left-out/left-out.js';
import {participants} from '../core/plan/left-out/participants.js';
import {planRun} from '../core/plan/plan.js';
import {afterFirstRemovals, removalTargets} from '../core/plan/removal-targets.js';
import type {Plan} from '../core/plan/stage.js';
import {assertIdentity} from './ca-keys.js';
import {checkIdentity, runChecks, throwOnErrors} from './checks.js';
import {pollUntilStarted} from './poll.js';
import {quotaPlan, repairPlan} from './repair.js';
import {checkSources} from './sources.js';
import type {Request, RunDeps, Verb} from './verb.js';

/** A plan that passed every check, with the observation it was made from. */
export interface Prepared {
  readonly input: PlanInput;
  readonly plan: Plan;
  readonly leftOut: LeftOut;
  readonly warnings: readonly Finding[];
  /** It only changes etcd, so that it serves again: what is left is planned afterwards. */
  readonly repairs?: true;
}

/**
 * observe → check → plan → check the plan, and the servers that hosts download from. Throws a Failure with all errors of
 * the first check that has any.
 */
export async function prepare(verb: Verb, request: Request, deps: RunDeps): Promise<Prepared> {
  const observeOnce = async () =>
    planInput(verb, request, (await deps.cluster.observe(request.desired, 'plan')).observed, deps);
  const first = await pollUntilStarted(verb, observeOnce, deps);
  checkIdentity(verb, request.desired, first.observed);
  const repair = repairPlan(verb, request, first) ?? quotaPlan(verb, first);
  if (repair !== undefined)
    return {input: first, plan: repair.plan, leftOut: repair.leftOut, warnings: [repair.warning], repairs: true};
  const found = await runChecks(verb, request, first, deps.cluster);
  const planned = planRun(first);
  const {input, warnings} = await checkSources(planned.plan, first, request, deps.cluster);
  const {plan, leftOut} = input === first ? planned : planRun(input);
  throwOnErrors('refused', `${verb.name}: the plan was rejected`, verb.checkPlan?.(plan, input.observed) ?? []);
  if (!request.dryRun) assertIdentity(verb.name, plan, input, deps.caHome);
  return {input, plan, leftOut, warnings: [...found, ...warnings]};
}

/**
 * What the planner needs to know, restricted to the hosts that take part.
 *
 * @param before hosts that were left out earlier in this run: they stay left out.
 */
export function planInput(
  {joinable, named, removal, versions}: Verb,
  {desired, release, templates, acceptDowntime, limit}: Request,
  observed: ObservedCluster,
  {clock}: Pick<RunDeps, 'clock'>,
  before?: LeftOutHosts,
): PlanInput {
  const targets = removal && removalTargets(removal, desired, observed);
  const rest = afterFirstRemovals(targets, observed);
  return {
    ...participants(desired, rest, {
      joinable: joinable(desired),
      acceptDowntime,
      // A removal does not start other members that have lost their data.
      excluded: removal === undefined ? [] : [...removal.hosts, ...lostMembers(desired, rest)],
      ...(named === undefined ? {} : {named}),
      ...(limit === undefined ? {} : {limit}),
      ...(before === undefined ? {} : {before}),
    }),
    acceptDowntime,
    ...(targets === undefined ? {} : {removal: targets}),
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
