import type {AskPassphrase} from './credentials.js';
import type {JumpPool} from './pool.js';

/** Shared by every connection of a route. */
export interface ConnectContext {
  readonly pool: JumpPool;
  readonly signal?: AbortSignal;
  readonly secrets?: AskPassphrase;
}
