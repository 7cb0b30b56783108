import {onlyWaits} from '../core/actions/action.js';
import {diagnose} from '../core/diagnosis/diagnose.js';
import type {Diagnosis} from '../core/diagnosis/diagnosis.js';
import type {Failure} from '../core/failure.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import {factQuery} from '../core/plan/fact-query.js';
import type {LeftOut} from '../core/plan/left-out/left-out.js';
import {unreadHosts} from '../core/plan/left-out/unread.js';
import {planRun} from '../core/plan/plan.js';
import type {RestoreState} from '../core/plan/restore/terms.js';
import type {Plan} from '../core/plan/stage.js';
import type {HeldLock} from '../ports/cluster.js';
import type {RunContext} from '../run/context.js';
import {execute} from '../run/engine/execute.js';
import {cachingFacts} from '../run/engine/fact-cache.js';
import {incomplete} from './left-out.js';
import {planInput} from './prepare.js';
import {type PreparedRestore, prepareRestore, type RestoreDeps, type RestoreRequest} from './restore-prepare.js';
import type {RunDeps, Verb} from './verb.js';

/** What is part of the cluster, and nothing that joins. */
const HERE: Verb = {name: 'etcd restore', joinable: () => [], versions: 'keep', checkState: () => []};
const NO_OVERRIDES = {ignorePreflight: [], acceptDowntime: false};

export interface RestoreOutcome {
  readonly state: RestoreState;
  readonly plan: Plan;
  readonly ran: boolean;
  readonly warnings: readonly Finding[];
  /** Hosts of the cluster that could not be read. */
  readonly leftOut: LeftOut;
  /** How the run ends when it left out hosts. */
  readonly incomplete?: Failure;
  /** Of the cluster afterwards; undefined if nothing was done. */
  readonly diagnosis?: Diagnosis;
}

/**
 * Restores all members of etcd from a snapshot, under the lock. Run again after it was killed it continues: how far it is,
 * the hosts say.
 *
 * @param confirm asked with the plan before the lock is taken; false ends it without a change.
 */
export async function restoreIn(
  request: RestoreRequest,
  deps: RestoreDeps,
  confirm: (prepared: PreparedRestore) => Promise<boolean>,
): Promise<RestoreOutcome> {
  const {cluster, clock, report} = deps;
  const began = clock.monotonicMs();
  const first = await prepareRestore(request, deps);
  for (const finding of first.warnings) report({type: 'finding', finding});
  const {state, plan, warnings} = first;
  const leftOut = unreadHosts(request.desired, first.input.observed);
  const ended = {warnings, leftOut, ...endOf('etcd restore', leftOut, request, cluster)};
  if (request.dryRun || plan.length === 0 || !(await confirm(first))) return {state, plan, ran: false, ...ended};
  return cluster.locked('etcd restore', began, async lock => {
    // The plan is made again: the cluster has moved on while the question was asked.
    const prepared = await carryOutRestore(request, deps, lock);
    const diagnosis = await diagnosed(request, deps);
    return {state: prepared.state, plan: prepared.plan, ran: true, diagnosis, ...ended};
  });
}

/** How a restore or a recovery ends that left out hosts. */
export function endOf(
  name: string,
  leftOut: LeftOut,
  {dryRun}: Pick<RestoreRequest, 'dryRun'>,
  {troubleWith}: Pick<RunDeps['cluster'], 'troubleWith'>,
): {readonly incomplete?: Failure} {
  const failure = incomplete({name}, leftOut, {dryRun, troubleWith});
  return failure === undefined ? {} : {incomplete: failure};
}

/** Plans and executes a restore under a lock that is held. */
export async function carryOutRestore(
  request: RestoreRequest,
  deps: RestoreDeps,
  lock: HeldLock,
): Promise<PreparedRestore> {
  const prepared = await prepareRestore(request, deps);
  deps.report({type: 'planned', plan: prepared.plan});
  await execute(prepared.plan, restoreContext(request, deps, prepared.input, lock));
  return prepared;
}

/** What the actions of a restore act through. */
export function restoreContext(
  {desired, release, templates, snapshot}: RestoreRequest,
  {cluster, keys, operatorFiles, report, clock, signal, keepCurrent}: RestoreDeps,
  {observed, now}: Pick<PreparedRestore['input'], 'observed' | 'now'>,
  lock: HeldLock,
): RunContext {
  const query = (host: HostName) => factQuery(desired, release, templates, host);
  return {
    cluster: cachingFacts(cluster, query, observed.hosts),
    keys: keys({desired, observed, now, release, templates}),
    operatorFiles,
    desired,
    release,
    clock,
    // All members stop at the same time, which was confirmed.
    acceptDowntime: true,
    restore: {source: snapshot, keepCurrent},
    report,
    signal: AbortSignal.any([signal, lock.lost]),
    lock,
  };
}

async function diagnosed(request: RestoreRequest, deps: RestoreDeps) {
  const {desired, release, templates} = request;
  const {cluster, clock, report} = deps;
  const evidence = await cluster.observe(desired, 'diagnosis');
  const left = planRun(planInput(HERE, {...request, ...NO_OVERRIDES}, evidence.observed, deps)).plan.filter(
    ({actions}) => !actions.every(onlyWaits),
  );
  if (left.length > 0)
    report({
      type: 'finding',
      finding: {
        code: 'etcd/restore-apply-left',
        level: 'warning',
        message: `the restored state differs from the configuration: ${left.map(({title}) => title).join(', ')}`,
        fix: 'quorate apply',
      },
    });
  return diagnose({desired, evidence, release, templates, now: clock.now()});
}
