import type {Plan} from '../../core/plan/action.js';
import {monotonicMs} from '../../io/clock.js';
import type {RunContext} from '../context.js';
import {placesOnly} from './batches.js';
import {chapters} from './chapters.js';
import {prove} from './prove.js';
import {takenBack} from './take-back.js';
import {inLanes, performing, placing} from './work.js';

/**
 * Performs a plan: stage after stage, each action check → apply → check. A stage that touches an etcd member is
 * proven against the live membership first; what it had begun when it failed is taken back where it says how. Throws
 * the first Failure of a stage, or all of them in one.
 */
export async function execute(plan: Plan, context: RunContext): Promise<void> {
  let number = 0;
  for (const chapter of chapters(plan)) {
    const work = placesOnly(chapter[0]!) ? await placing(chapter, context) : performing(context);
    for (const stage of chapter) {
      const started = monotonicMs();
      const about = {title: stage.title, number: ++number, of: plan.length};
      context.report({type: 'stage-started', ...about, actions: stage.actions.length});
      try {
        await prove(stage, context);
        await inLanes(stage, work.passage);
      } catch (error) {
        throw await takenBack(stage, error, context);
      }
      context.report({type: 'stage-done', ...about, tookMs: monotonicMs() - started});
    }
    await work.end();
  }
}
