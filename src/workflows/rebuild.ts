import type {Diagnosis} from '../core/diagnosis/diagnosis.js';
import type {Failure} from '../core/failure.js';
import {type LeftOut, NOTHING_LEFT_OUT} from '../core/plan/left-out/left-out.js';
import type {Plan} from '../core/plan/stage.js';
import {execute} from '../run/engine/execute.js';
import {apply} from './apply.js';
import {assertDecrypts} from './ca-keys.js';
import {artifactsOf} from './carry-out.js';
import {converge} from './converge.js';
import {type PreparedRebuild, prepareRebuild, type RebuildRequest} from './rebuild-prepare.js';
import type {RestoreDeps} from './restore-prepare.js';
import {restoreContext} from './restore-run.js';

export interface RebuildOutcome {
  readonly ran: boolean;
  readonly plan: Plan;
  readonly leftOut: LeftOut;
  /** Of the cluster afterwards; undefined if nothing was done. */
  readonly diagnosis?: Diagnosis;
  /** Hosts that could not be reached, and what was left out with them. */
  readonly incomplete?: Failure;
}

/**
 * Builds a cluster again from a backup, on hosts that have no etcd, and then does what `apply` does. Run again after it was
 * killed it continues: how far it is, the hosts say.
 *
 * @param confirm asked before the lock is taken; false ends it without a change.
 */
export async function rebuildIn(
  request: RebuildRequest,
  deps: RestoreDeps,
  confirm: (prepared: PreparedRebuild) => Promise<boolean>,
): Promise<RebuildOutcome> {
  const {cluster, clock, report} = deps;
  const began = clock.monotonicMs();
  const first = await prepareRebuild(request, deps);
  for (const finding of first.warnings) report({type: 'finding', finding});
  const isWanted = !request.dryRun && (first.plan.length === 0 || (await confirm(first)));
  if (!isWanted) return {ran: false, plan: first.plan, leftOut: NOTHING_LEFT_OUT};
  const plan =
    first.plan.length === 0
      ? first.plan
      : await cluster.locked('restore', began, async lock => {
          const prepared = await prepareRebuild(request, deps);
          report({type: 'planned', plan: prepared.plan});
          await deps.verify(artifactsOf(prepared.plan, request.release));
          await assertDecrypts(prepared.plan, prepared.input, deps.caHome);
          const {snapshot} = request.backup;
          const context = restoreContext(
            {...request, snapshot, again: false, acceptUnreadable: false},
            deps,
            {observed: prepared.view.observed, now: clock.now()},
            lock,
          );
          await execute(prepared.plan, context);
          return prepared.plan;
        });
  const {diagnosis, incomplete, leftOut, ...rest} = await converge(apply, request, deps);
  return {
    ran: plan.length > 0 || rest.ran,
    plan: [...plan, ...rest.plan],
    leftOut,
    ...(diagnosis === undefined ? {} : {diagnosis}),
    ...(incomplete === undefined ? {} : {incomplete}),
  };
}
