import type {Code} from '../catalogue.js';

/** What is no finding of its own when another one stands. */
export interface Consequence {
  readonly of: readonly Code[];
  readonly hides: readonly Code[];
  /** there: on a host that the cause is about. between: on the hosts of the cause. of the same: the same unit or file. */
  readonly where: 'anywhere' | 'there' | 'between' | 'of the same';
  /** Counts only for a cause that is about one of these. */
  readonly when?: readonly string[];
  /** Hides only what is about one of these. */
  readonly only?: readonly string[];
}
