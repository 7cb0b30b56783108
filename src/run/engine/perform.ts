import {Failure} from '../../core/failure.js';
import {stepFor} from '../actions/index.js';
import type {RunContext} from '../context.js';
import type {Batch, CheckedGroup} from './batches.js';

/** Of each batch what is not done, and why that is thought of the first of it; a batch that is done is left out. */
export async function pendingActions(
  group: CheckedGroup,
  context: RunContext,
): Promise<readonly (Batch & {readonly because: string})[]> {
  const looked = await Promise.all(
    group.map(async batch => ({batch, due: await stepFor(batch.kind).check(batch.actions, context)})),
  );
  return looked.flatMap(({batch, due}) => {
    const [first] = due;
    return first ? [{...batch, actions: due.map(({action}) => action), because: first.because}] : [];
  });
}

/** Throws Failure 'run/verification-failed' when anything of what was done is not. */
export async function verifyDone(batches: CheckedGroup, context: RunContext): Promise<void> {
  const visible = batches.filter(({kind}) => stepFor(kind).unverifiable !== true);
  const [left] = await pendingActions(visible, context);
  if (left)
    throw new Failure(
      'run/verification-failed',
      `${left.host === undefined ? '' : `${left.host}: `}${left.kind}: after it was done, still ${left.because}`,
      {
        suggestions: ['run the same command again; if it says the same, see the log'],
      },
    );
}

/** Does what is due, batch after batch, and tells of each. */
export async function apply(batches: CheckedGroup, context: RunContext): Promise<void> {
  for (const together of roundTrips(batches)) {
    stopWhenTold(context);
    const started = context.clock.monotonicMs();
    const about = together.map(({actions, host}) => ({actions, ...(host === undefined ? {} : {host})}));
    for (const each of about) context.report({type: 'actions-started', ...each});
    await applyTogether(together, context);
    for (const each of about)
      context.report({type: 'actions-done', ...each, tookMs: context.clock.monotonicMs() - started});
  }
}

/** Batches in order, those that do no more than to put files together with their neighbours of that sort. */
function roundTrips(batches: CheckedGroup): readonly CheckedGroup[] {
  const made: Batch[][] = [];
  for (const batch of batches) {
    const last = made.at(-1);
    if (last && places(last[0]!) && places(batch)) last.push(batch);
    else made.push([batch]);
  }
  return made;
}

const places = ({kind}: Batch): boolean => stepFor(kind).files !== undefined;

async function applyTogether(batches: readonly Batch[], context: RunContext): Promise<void> {
  const [first] = batches;
  if (batches.length === 1) return stepFor(first!.kind).apply(first!.actions, context);
  const files = await Promise.all(batches.map(({kind, actions}) => stepFor(kind).files!(actions, context)));
  await context.cluster.host(first!.host!).put(files.flat());
}

export function stopWhenTold({signal}: RunContext): void {
  if (signal.aborted) throw new Failure('interrupted/stopped', 'stopped before the next step');
}
