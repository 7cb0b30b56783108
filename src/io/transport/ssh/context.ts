import type {AskPassphrase} from './credentials.js';
import type {JumpPool} from './pool.js';

/** Shared by every connection of a route. */
export interface ConnectContext {
  readonly pool: JumpPool;
  readonly signal?: AbortSignal;
  readonly secrets?: AskPassphrase;
  /** Milliseconds between two checks that the server lives; after three without an answer the connection is lost. */
  readonly keepaliveMs?: number;
}
