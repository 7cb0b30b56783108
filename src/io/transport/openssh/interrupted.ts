import {Failure} from '../../../core/failure.js';

/** The Failure of connecting that was stopped: the reason of the signal itself when that is one. */
export const interrupted = (label: string, cause: unknown): Failure =>
  cause instanceof Failure
    ? cause
    : new Failure('interrupted/connect', `${label}: connecting was interrupted`, {
        suggestions: ['run the same command again to resume'],
        cause,
      });
