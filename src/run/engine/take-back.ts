import {Failure} from '../../core/failure.js';
import type {Stage} from '../../core/plan/action.js';
import type {RunContext} from '../context.js';
import {describeAction} from '../report/describe.js';
import {lanes} from './batches.js';
import {stillDue} from './due.js';
import {inLanes, performing} from './work.js';

/**
 * Takes back what a failed stage had begun, where the stage says how; the error to go on with. Whoever stopped the run
 * means to go on with it: then nothing is taken back.
 */
export async function takenBack(stage: Stage, error: unknown, context: RunContext): Promise<unknown> {
  const {undo = []} = stage;
  if (undo.length === 0 || !(error instanceof Failure) || context.signal.aborted) return error;
  try {
    const back: Stage = {title: `Take back: ${stage.title}`, order: 'serial', actions: undo};
    const begun = await Promise.all(
      lanes(back)
        .flat()
        .map(each => stillDue(each, context)),
    );
    const what = begun.flat().flatMap(({actions}) => actions);
    if (what.length === 0) return error;
    await inLanes(back, performing(context).passage);
    return followed(error, `This was done after it failed: ${what.map(action => describeAction(action)).join(', ')}.`);
  } catch (failed) {
    if (!(failed instanceof Failure)) throw failed;
    return followed(error, `What was begun could not be taken back: ${failed.message}`);
  }
}

const followed = (error: Failure, by: string): Failure =>
  new Failure(error.code, `${error.message}\n${by}`, {suggestions: error.suggestions, cause: error});
