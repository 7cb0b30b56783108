import {Failure} from '../core/failure.js';
import {type Fact, unreadable} from '../core/model/fact.js';

/** A Failure becomes unknown, with its message, code and suggestions; any other error is a bug and is rethrown. */
export async function asFact<T>(ask: () => Promise<Fact<T>>): Promise<Fact<T>> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Failure) return unreadable(error);
    throw error;
  }
}
