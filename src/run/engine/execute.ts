import {Failure} from '../../core/failure.js';
import type {Plan, Stage} from '../../core/plan/action.js';
import {project} from '../../core/topology/project.js';
import {monotonicMs} from '../../io/clock.js';
import type {RunContext} from '../context.js';
import {stepFor} from '../steps/index.js';
import {type Batch, lanes} from './batches.js';
import {gathered} from './gathered.js';

/**
 * Performs a plan: stage after stage, each action check → apply → check. A stage that touches an etcd member is
 * proven against the live membership first. Throws the first Failure of a stage, or all of them in one.
 */
export async function execute(plan: Plan, context: RunContext): Promise<void> {
  const of = plan.length;
  for (const [index, stage] of plan.entries()) {
    const started = monotonicMs();
    const about = {title: stage.title, number: index + 1, of};
    context.report({type: 'stage-started', ...about, actions: stage.actions.length});
    await prove(stage, context);
    gathered(
      stage.title,
      await Promise.allSettled(
        lanes(stage).map(async lane => {
          for (const batch of lane) await perform(batch, context);
        }),
      ),
    );
    context.report({type: 'stage-done', ...about, tookMs: monotonicMs() - started});
  }
}

async function prove(stage: Stage, {site, report, acceptDowntime}: RunContext): Promise<void> {
  if (!stage.requires) return;
  const state = await site.etcd.state();
  if (!state.known || state.value.is !== 'formed')
    throw new Failure(
      'quorum/unknown',
      `${stage.title} refused: quorum cannot be proven: ${state.known ? `etcd is ${state.value.is}` : state.why}`,
      {suggestions: ['bring the members that are down back, then run the same command again']},
    );
  const {safe, why, outage, fix} = project(state.value, stage.requires, {acceptDowntime});
  if (!safe)
    throw new Failure('quorum/at-risk', `${stage.title} refused: ${why}`, {
      suggestions: fix === undefined ? [] : [fix],
    });
  if (outage)
    report({
      type: 'finding',
      finding: {
        code: 'quorum/outage',
        level: 'warning',
        message: `${stage.title}: nothing can be written until it is back: ${why}`,
      },
    });
}

async function perform({kind, host, actions}: Batch, context: RunContext): Promise<void> {
  if (context.signal.aborted) throw new Failure('interrupted/stopped', 'stopped before the next step');
  const step = stepFor(kind);
  const wanted = (await step.check(actions, context)).map(({action}) => action);
  if (wanted.length === 0) return;
  const started = monotonicMs();
  const where = host === undefined ? {} : {host};
  context.report({type: 'actions-started', actions: wanted, ...where});
  await step.apply(wanted, context);
  const [left] = await step.check(wanted, context);
  if (left)
    throw new Failure(
      'run/step-did-not-take',
      `${host === undefined ? '' : `${host}: `}${kind}: after it was done, still ${left.because}`,
      {
        suggestions: ['run the same command again; if it says the same, see the log'],
      },
    );
  context.report({type: 'actions-done', actions: wanted, ...where, tookMs: monotonicMs() - started});
}
