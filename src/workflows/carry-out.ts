import {onlyWaits} from '../core/actions/action.js';
import {type Artifact, artifactWith, type Release} from '../core/artifacts/bundle.js';
import type {Evidence} from '../core/diagnosis/evidence.js';
import {Failure} from '../core/failure.js';
import type {HostName} from '../core/model/names.js';
import {factQuery} from '../core/plan/fact-query.js';
import type {LeftOut} from '../core/plan/left-out/left-out.js';
import {planRun} from '../core/plan/plan.js';
import type {Plan} from '../core/plan/stage.js';
import type {HeldLock} from '../ports/cluster.js';
import {withBlockedLinks} from '../run/blocked-links.js';
import type {RunContext} from '../run/context.js';
import {execute} from '../run/engine/execute.js';
import {cachingFacts} from '../run/engine/fact-cache.js';
import {assertDecrypts} from './ca-keys.js';
import {pollUntilUnitsUp} from './poll.js';
import {type Prepared, planInput, prepare} from './prepare.js';
import type {Request, RunDeps, Verb} from './verb.js';

/** What a completed run has left out, and the cluster after it. */
interface Completed {
  /** What was executed; of a repair, also what was planned after it. */
  readonly plan: Plan;
  readonly evidence: Evidence;
  readonly leftOut: LeftOut;
}

/** How long an observation stays valid while nothing else changes the cluster. */
const FRESH_MS = 30_000;

/**
 * Executes a plan under the lock of the cluster, then plans again: the second plan must be empty. Hosts that could not be
 * read at the start, or cannot at the end, are left out of both.
 *
 * @param first the plan that was made before the lock was held. It is made again unless it is fresh and no other run
 *   held the lock since.
 * @param began when the observation of `first` began, by the monotonic clock.
 */
export async function carryOut(
  verb: Verb,
  request: Request,
  deps: RunDeps,
  {lock, first, began}: {readonly lock: HeldLock; readonly first: Prepared; readonly began: number},
): Promise<Completed> {
  const isFresh = lock.undisturbed && deps.clock.monotonicMs() - began < FRESH_MS;
  const prepared = isFresh ? first : await prepare(verb, request, deps);
  const {plan} = prepared;
  deps.report({type: 'planned', plan});
  // Before the first upload: no host gets half of a damaged bundle.
  await deps.verify(artifactsOf(plan, request.release));
  await assertDecrypts(plan, prepared.input, deps.caHome);
  // A repair precedes the checks of the verb.
  if (prepared.repairs !== true) await verb.beforeFirstChange?.();
  const context = runContext(verb, request, deps, prepared, lock);
  await execute(plan, context).catch(async (error: unknown) => {
    throw await withBlockedLinks(error, context);
  });
  if (prepared.repairs !== true) return {plan, ...(await verifyConverged(verb, request, deps, prepared, context))};
  const rest = await prepare(verb, request, deps);
  if (rest.repairs === true)
    throw new Failure(
      'run/not-converged',
      `etcd was repaired first, and it still needs a change: ${titles(rest.plan)}`,
      {
        suggestions: ['`quorate topology check` shows which members do not answer'],
      },
    );
  const completed = await carryOut(verb, request, deps, {lock, first: rest, began: deps.clock.monotonicMs()});
  return {...completed, plan: [...plan, ...completed.plan]};
}

function runContext(
  {removal}: Verb,
  {desired, release, templates, acceptDowntime}: Request,
  {cluster, keys, operatorFiles, report, clock, signal}: RunDeps,
  {input}: Prepared,
  lock: HeldLock,
): RunContext {
  const query = (host: HostName) => factQuery(desired, release, templates, host);
  return {
    cluster: cachingFacts(cluster, query, input.observed.hosts),
    keys: keys(input),
    operatorFiles,
    desired: input.desired,
    unread: new Set([...input.observed.hosts].flatMap(([name, facts]) => (facts.known ? [] : [name]))),
    release,
    clock,
    acceptDowntime,
    acceptReducedTolerance: removal?.acceptReducedTolerance ?? false,
    report,
    signal: AbortSignal.any([signal, lock.lost]),
    lock,
  };
}

/** Throws Failure run/not-converged when the second plan is not empty. A plan that only waits is executed once more. */
async function verifyConverged(
  verb: Verb,
  request: Request,
  deps: RunDeps,
  {plan, input}: Prepared,
  context: RunContext,
): Promise<Omit<Completed, 'plan'>> {
  const observe = () => deps.cluster.observe(request.desired, 'diagnosis');
  const evidence = await observe();
  const {plan: left, leftOut} = planRun(planInput(verb, request, evidence.observed, deps, input.leftOut));
  if (left.length === 0) return {leftOut, evidence: await pollUntilUnitsUp(plan, evidence, observe, deps)};
  if (left.flatMap(({actions}) => actions).every(onlyWaits)) {
    await execute(left, context);
    return {leftOut, evidence: await pollUntilUnitsUp(plan, await observe(), observe, deps)};
  }
  throw new Failure('run/not-converged', `the cluster did not converge; still pending: ${titles(left)}`, {
    suggestions: ['run the same command again; if it reports the same, see the log'],
  });
}

/** What the plan uploads, each once. */
export const artifactsOf = (plan: Plan, release: Release): readonly Artifact[] => {
  const digests = plan.flatMap(({actions}) =>
    actions.flatMap(action => (action.kind === 'artifact/install' ? [action.digest] : [])),
  );
  return [...new Set(digests)].flatMap(digest => artifactWith(digest, release) ?? []);
};

const titles = (plan: Plan): string => plan.map(({title, actions}) => `${title} (${actions.length})`).join(', ');
