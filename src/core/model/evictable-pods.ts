import type {HostName} from './names.js';

/** By node, for every node that was queried. */
export type EvictablePods = ReadonlyMap<HostName, readonly EvictablePod[]>;

/** A pod that a drain would evict. */
export interface EvictablePod {
  /** With its namespace. */
  readonly name: string;
  /** It is terminating. */
  readonly going: boolean;
  /** With its namespace, the PodDisruptionBudget that allows no disruption now. */
  readonly blockedBy?: string;
}
