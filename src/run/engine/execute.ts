import {Failure} from '../../core/failure.js';
import type {Plan, Stage} from '../../core/plan/action.js';
import {project} from '../../core/topology/project.js';
import {monotonicMs} from '../../io/clock.js';
import type {RunContext} from '../context.js';
import {stepFor} from '../steps/index.js';
import {type Batch, lanes, type Passage} from './batches.js';
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
          for (const passage of lane) await perform(passage, context);
        }),
      ),
    );
    context.report({type: 'stage-done', ...about, tookMs: monotonicMs() - started});
  }
}

async function prove(stage: Stage, {site, report, acceptDowntime, acceptReducedTolerance = false}: RunContext): Promise<void> {
  if (!stage.requires) return;
  const state = await site.etcd.state();
  if (!state.known || state.value.is !== 'formed')
    throw new Failure(
      'quorum/unknown',
      `${stage.title} refused: quorum cannot be proven: ${state.known ? `etcd is ${state.value.is}` : state.why}`,
      {suggestions: ['bring the members that are down back, then run the same command again']},
    );
  const {safe, why, outage, fix} = project(state.value, stage.requires, {acceptDowntime, acceptReducedTolerance});
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

async function perform(passage: Passage, context: RunContext): Promise<void> {
  stopWhenTold(context);
  const wanted = await stillDue(passage, context);
  for (const batch of wanted) {
    stopWhenTold(context);
    const started = monotonicMs();
    const about = {actions: batch.actions, ...(batch.host === undefined ? {} : {host: batch.host})};
    context.report({type: 'actions-started', ...about});
    await stepFor(batch.kind).apply(batch.actions, context);
    context.report({type: 'actions-done', ...about, tookMs: monotonicMs() - started});
  }
  const [left] = await stillDue(wanted, context);
  if (left)
    throw new Failure(
      'run/step-did-not-take',
      `${left.host === undefined ? '' : `${left.host}: `}${left.kind}: after it was done, still ${left.because}`,
      {
        suggestions: ['run the same command again; if it says the same, see the log'],
      },
    );
}

function stopWhenTold({signal}: RunContext): void {
  if (signal.aborted) throw new Failure('interrupted/stopped', 'stopped before the next step');
}

/** Of each batch what is not done, and why that is thought of the first of it; a batch that is done is left out. */
async function stillDue(
  passage: Passage,
  context: RunContext,
): Promise<readonly (Batch & {readonly because: string})[]> {
  const looked = await Promise.all(
    passage.map(async batch => ({batch, due: await stepFor(batch.kind).check(batch.actions, context)})),
  );
  return looked.flatMap(({batch, due}) => {
    const [first] = due;
    return first ? [{...batch, actions: due.map(({action}) => action), because: first.because}] : [];
  });
}
