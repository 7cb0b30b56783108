import {Failure} from '../core/failure.js';
import {type Fact, unknown} from '../core/model/fact.js';

/** Where nobody answers the reason is the answer; a mistake of our own is none. */
export async function answered<T>(ask: () => Promise<Fact<T>>): Promise<Fact<T>> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Failure) return unknown(error.message);
    throw error;
  }
}
