import type {AskPassphrase} from './credentials.js';
import type {JumpPool} from './pool.js';

/** What every connection of a route is made with. */
export interface Dialling {
  readonly pool: JumpPool;
  readonly signal?: AbortSignal;
  readonly secrets?: AskPassphrase;
}
