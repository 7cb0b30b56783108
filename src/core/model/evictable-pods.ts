import type {HostName} from './names.js';

/** By node, every one that was asked about. */
export type EvictablePods = ReadonlyMap<HostName, readonly EvictablePod[]>;

/** A pod that a drain would move. */
export interface EvictablePod {
  /** With its namespace. */
  readonly name: string;
  /** It was told to go, and is yet to be gone. */
  readonly going: boolean;
  /** With its namespace, the disruption budget that allows nobody to go now. */
  readonly heldBy?: string;
}
