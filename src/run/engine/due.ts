import {Failure} from '../../core/failure.js';
import type {RunContext} from '../context.js';
import {stepFor} from '../steps/index.js';
import type {Batch, Passage} from './batches.js';

/** Of each batch what is not done, and why that is thought of the first of it; a batch that is done is left out. */
export async function stillDue(
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

/** Throws Failure 'run/step-did-not-take' when anything of what was done is not. */
export async function holdTrue(batches: Passage, context: RunContext): Promise<void> {
  const visible = batches.filter(({kind}) => stepFor(kind).leavesNothing !== true);
  const [left] = await stillDue(visible, context);
  if (left)
    throw new Failure(
      'run/step-did-not-take',
      `${left.host === undefined ? '' : `${left.host}: `}${left.kind}: after it was done, still ${left.because}`,
      {
        suggestions: ['run the same command again; if it says the same, see the log'],
      },
    );
}
