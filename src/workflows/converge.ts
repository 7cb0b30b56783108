import {diagnose} from '../core/diagnosis/diagnose.js';
import type {Diagnosis} from '../core/diagnosis/diagnosis.js';
import type {Evidence} from '../core/diagnosis/evidence.js';
import type {Failure} from '../core/failure.js';
import type {Finding} from '../core/model/finding.js';
import type {ObservedCluster} from '../core/model/observed.js';
import type {LeftOut} from '../core/plan/left-out/left-out.js';
import type {Plan} from '../core/plan/stage.js';
import {carryOut} from './carry-out.js';
import {incomplete, leftOutFindings} from './left-out.js';
import {prepare, withoutRemoved} from './prepare.js';
import {withRollbackRemedy} from './rollback-remedy.js';
import {stillHeldFindings} from './still-held.js';
import {skipped} from './unreadable.js';
import type {Request, RunDeps, Verb} from './verb.js';

export interface Outcome {
  /** What was executed, or what a dry run shows. */
  readonly plan: Plan;
  /** What the first plan was made from. */
  readonly observed: ObservedCluster;
  readonly ran: boolean;
  readonly warnings: readonly Finding[];
  readonly leftOut: LeftOut;
  /** How the run ends when it left out what the user did not ask to leave out. */
  readonly incomplete?: Failure;
  /** The cluster afterwards; undefined for a dry run. */
  readonly diagnosis?: Diagnosis;
}

/**
 * The spine of every verb: observe, check, plan, execute under the lock, verify, diagnose. A dry run stops at the plan.
 * Throws a Failure; the hosts are then as the last completed action left them, and the same command resumes.
 */
export async function converge(verb: Verb, request: Request, deps: RunDeps): Promise<Outcome> {
  const {cluster, clock, report} = deps;
  const began = clock.monotonicMs();
  const first = await prepare(verb, request, deps);
  const {plan, input} = first;
  const {observed} = input;
  const missing = leftOutFindings(first.leftOut, skipped(input, request, verb), cluster);
  const warnings = [...missing, ...first.warnings];
  // A plan that is only shown says itself what it leaves out.
  for (const finding of request.dryRun ? first.warnings : warnings) report({type: 'finding', finding});
  const end = (executed: Plan, leftOut: LeftOut) => {
    const failure = incomplete(verb, leftOut, {dryRun: request.dryRun, troubleWith: cluster.troubleWith});
    return {plan: executed, observed, leftOut, ...(failure === undefined ? {} : {incomplete: failure})};
  };
  if (request.dryRun) return {...end(plan, first.leftOut), ran: false, warnings};

  const ran = plan.length > 0;
  const {
    plan: executed,
    evidence,
    leftOut,
  } = ran
    ? await cluster.locked(verb.name, began, lock =>
        carryOut(verb, request, deps, {lock, first, began}).catch((error: unknown) => {
          throw withRollbackRemedy(error, verb);
        }),
      )
    : {plan, evidence: await confirmUnchanged(verb, request, deps, observed), leftOut: first.leftOut};

  const {desired: configured} = request;
  const closingFindings = [
    ...(verb.closingFindings ?? []),
    ...stillHeldFindings(verb, {desired: configured, observed, now: clock.now()}),
  ];
  for (const finding of closingFindings) report({type: 'finding', finding});
  const {release, templates} = request;
  const desired = withoutRemoved(request.desired, verb);
  const diagnosis = diagnose({desired, evidence, release, templates, now: clock.now()});
  return {...end(executed, leftOut), ran, warnings: [...warnings, ...closingFindings], diagnosis};
}

async function confirmUnchanged(
  verb: Verb,
  {desired}: Request,
  {cluster}: RunDeps,
  {hosts}: ObservedCluster,
): Promise<Evidence> {
  await verb.beforeFirstChange?.();
  return cluster.observe(desired, 'diagnosis', hosts);
}
