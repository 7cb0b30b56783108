import {Failure} from '../../core/failure.js';
import type {Stage} from '../../core/plan/stage.js';
import type {RunContext} from '../context.js';
import {heals, leftUndone} from './left-undone.js';
import {runLanes, surviving} from './work.js';

/** Runs to its end although the user asks to stop. Only a lost lock stops it: another run may hold the lock then. */
export const uninterruptible = (context: RunContext): RunContext => ({
  ...context,
  signal: context.lock?.lost ?? new AbortController().signal,
});

/**
 * Runs the `finally` actions of a stage, also when the stage failed or the run was asked to stop, and waits for a
 * connection that is lost.
 *
 * @returns the error to throw: the given one, or that of this cleanup.
 */
export async function runFinally(stage: Stage, error: unknown, context: RunContext): Promise<unknown> {
  const {finally: actions = []} = stage;
  if (actions.length === 0) return error;
  const cleanup: Stage = {title: `Clean up: ${stage.title}`, order: 'serial', actions};
  try {
    await runLanes(cleanup, surviving(uninterruptible(context)));
    return error;
  } catch (failed) {
    if (!(failed instanceof Failure) || (error !== undefined && !(error instanceof Failure))) return error ?? failed;
    const why = error === undefined ? failed.message : `${error.message}\nThe cleanup failed too: ${failed.message}`;
    return new Failure((error ?? failed).code, `${why}\n${leftUndone(actions)}`, {
      suggestions: [...new Set([...(error?.suggestions ?? []), ...failed.suggestions, ...heals(actions)])],
      cause: error ?? failed,
    });
  }
}
