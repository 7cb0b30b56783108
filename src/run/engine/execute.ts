import type {Plan, Stage} from '../../core/plan/action.js';
import type {RunContext} from '../context.js';
import {placesOnly} from './batches.js';
import {runFinally, uninterruptible} from './cleanup.js';
import {stopWhenTold} from './perform.js';
import {prove} from './prove.js';
import {rollBack} from './rollback.js';
import {groupStages, rolling} from './schedule.js';
import {inLanes, performing, placing, type Work} from './work.js';

/**
 * Performs a plan: stage after stage, each action check → apply → check. A stage that touches an etcd member is
 * proven against the live membership first; what it had begun when it failed is taken back where it says how. Throws
 * the first Failure of a stage, or all of them in one.
 */
export async function execute(plan: Plan, context: RunContext): Promise<void> {
  const number = new Map(plan.map((stage, index) => [stage, index + 1]));
  for (const chapter of groupStages(plan)) {
    const work = placesOnly(chapter[0]!) ? await placing(chapter, context) : performing(context);
    await rolling(chapter, stage =>
      perform(stage, {title: stage.title, number: number.get(stage)!, of: plan.length}, work, context),
    );
    await work.end();
  }
}

interface About {
  readonly title: string;
  readonly number: number;
  readonly of: number;
}

async function perform(stage: Stage, about: About, work: Work, running: RunContext): Promise<void> {
  const started = running.clock.monotonicMs();
  stopWhenTold(running);
  const context = stage.uninterruptible === true ? uninterruptible(running) : running;
  context.report({type: 'stage-started', ...about, actions: stage.actions.length});
  try {
    await prove(stage, context);
    await inLanes(stage, stage.uninterruptible === true ? performing(context).group : work.group);
  } catch (error) {
    const takingBack = (title: string, actions: number) =>
      context.report({type: 'stage-started', ...about, title, actions});
    throw await runFinally(stage, await rollBack(stage, error, context, takingBack), context);
  }
  const unfinished = await runFinally(stage, undefined, context);
  if (unfinished !== undefined) throw unfinished;
  context.report({type: 'stage-done', ...about, tookMs: context.clock.monotonicMs() - started});
}
