import {Failure} from '../../core/failure.js';
import type {Stage} from '../../core/plan/action.js';
import type {RunContext} from '../context.js';
import {inLanes, performing} from './work.js';

/** What is begun is gone through with, whatever the user says meanwhile; without the lock somebody else may be at it. */
export const uninterruptible = (context: RunContext): RunContext => ({
  ...context,
  signal: context.lockLost ?? new AbortController().signal,
});

/**
 * Does what is to be done however a stage has ended, also when the run was told to stop.
 *
 * @returns the error to go on with: the one there was, or what came in the way of this.
 */
export async function runFinally(stage: Stage, error: unknown, context: RunContext): Promise<unknown> {
  const {finally: actions = []} = stage;
  if (actions.length === 0) return error;
  const closing: Stage = {title: `Close: ${stage.title}`, order: 'serial', actions};
  try {
    await inLanes(closing, performing(uninterruptible(context)).group);
    return error;
  } catch (failed) {
    if (!(failed instanceof Failure) || !(error instanceof Failure)) return error ?? failed;
    return new Failure(error.code, `${error.message}\nAfterwards: ${failed.message}`, {
      suggestions: [...error.suggestions, ...failed.suggestions],
      cause: error,
    });
  }
}
