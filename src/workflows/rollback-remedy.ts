import {Failure} from '../core/failure.js';
import type {Verb} from './verb.js';

/** Nothing was changed, or the same command continues. */
const WITHOUT = /^(?:refused|preflight|interrupted|lock)\/|\/findings$/;

/** The error of a run that has changed something, with the command that rolls the verb back, if there is one. */
export function withRollbackRemedy(error: unknown, {rollbackRemedy}: Pick<Verb, 'rollbackRemedy'>): unknown {
  if (rollbackRemedy === undefined || !(error instanceof Failure) || WITHOUT.test(error.code)) return error;
  return new Failure(error.code, error.message, {
    suggestions: [...error.suggestions, rollbackRemedy],
    ...(error.cause === undefined ? {} : {cause: error.cause}),
  });
}
