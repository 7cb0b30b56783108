import type {Plan, Stage} from '../../core/plan/stage.js';
import type {RunContext} from '../context.js';
import {mayProceed} from '../may-proceed.js';
import {onlyInstalls} from './batches.js';
import {runFinally, uninterruptible} from './cleanup.js';
import {prove} from './prove.js';
import {rollBack} from './rollback.js';
import {groupStages, rolling} from './schedule.js';
import {installing, resuming, runLanes, verifying, type Work} from './work.js';

/**
 * Executes a plan: stage after stage, each action check → apply → check. Before a stage that touches an etcd member,
 * quorum is proven from the live membership. A stage that fails is rolled back if it says how. Throws the Failure of
 * the stage, or one that lists several.
 */
export async function execute(plan: Plan, context: RunContext): Promise<void> {
  const number = new Map(plan.map((stage, index) => [stage, index + 1]));
  for (const stages of groupStages(plan)) {
    const work = onlyInstalls(stages[0]!) ? await installing(stages, context) : verifying(context);
    await rolling(stages, stage =>
      perform(stage, {title: stage.title, number: number.get(stage)!, of: plan.length}, work, context),
    );
    await work.end();
  }
}

/**
 * A stage that can be rolled back is: what runs is better than what was half changed. A change of the membership that may
 * have taken effect is not proven a second time: the next run looks.
 */
const canResume = ({requires, rollback}: Stage): boolean =>
  rollback === undefined && (requires === undefined || requires.kind === 'restart');

interface Position {
  readonly title: string;
  readonly number: number;
  readonly of: number;
}

async function perform(stage: Stage, position: Position, work: Work, running: RunContext): Promise<void> {
  const started = running.clock.monotonicMs();
  await mayProceed(running);
  const context = stage.uninterruptible === true ? uninterruptible(running) : running;
  context.report({type: 'stage-started', ...position, actions: stage.actions.length});
  try {
    // Nothing is changed yet: waiting for a host can be interrupted.
    await prove(stage, running);
    const perform = stage.uninterruptible === true ? verifying(context).group : work.group;
    await runLanes(stage, canResume(stage) ? resuming(perform, () => prove(stage, running), context) : perform);
  } catch (error) {
    const rollingBack = (title: string, actions: number) =>
      context.report({type: 'stage-started', ...position, title, actions});
    throw await runFinally(stage, await rollBack(stage, error, context, rollingBack), context);
  }
  const failed = await runFinally(stage, undefined, context);
  if (failed !== undefined) throw failed;
  context.report({type: 'stage-done', ...position, tookMs: context.clock.monotonicMs() - started});
}
