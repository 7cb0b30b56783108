import type {HostName} from '../../core/model/names.js';
import type {Plan, Stage} from '../../core/plan/stage.js';
import type {RunContext} from '../context.js';
import {mayProceed} from '../may-proceed.js';
import type {Fleet} from '../report/event.js';
import {onlyInstalls} from './batches.js';
import {runFinally, uninterruptible} from './cleanup.js';
import {fleetOf} from './fleet.js';
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
  const positionOf = (stage: Stage, group: readonly Stage[]): Position => {
    const fleet = fleetOf(stage, group);
    return {title: stage.title, number: number.get(stage)!, of: plan.length, ...(fleet && {fleet})};
  };
  for (const stages of groupStages(plan)) {
    const work = onlyInstalls(stages[0]!) ? await installing(stages, context) : verifying(context);
    await rolling(stages, stage => perform(stage, positionOf(stage, stages), work, context));
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
  readonly fleet?: Fleet;
}

async function perform(stage: Stage, {fleet, ...position}: Position, work: Work, running: RunContext): Promise<void> {
  const started = running.clock.monotonicMs();
  await mayProceed(running);
  const context = stage.uninterruptible === true ? uninterruptible(running) : running;
  const fleetPart = fleet && {fleet};
  context.report({type: 'stage-started', ...position, ...fleetPart, actions: stage.actions.length});
  const ended = (host: HostName) => fleet && context.report({type: 'host-done', host, fleet: fleet.title});
  try {
    // Nothing is changed yet: waiting for a host can be interrupted.
    await prove(stage, running);
    const perform = stage.uninterruptible === true ? verifying(context).group : work.group;
    await runLanes(stage, canResume(stage) ? resuming(perform, () => prove(stage, running), context) : perform, ended);
  } catch (error) {
    const rollingBack = (title: string, actions: number) =>
      context.report({type: 'stage-started', ...position, title, actions});
    throw await runFinally(stage, await rollBack(stage, error, context, rollingBack), context);
  }
  const failed = await runFinally(stage, undefined, context);
  if (failed !== undefined) throw failed;
  context.report({type: 'stage-done', ...position, ...fleetPart, tookMs: context.clock.monotonicMs() - started});
}
