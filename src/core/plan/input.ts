import type {Snapshot} from '../actions/snapshot.js';
import type {Release} from '../artifacts/bundle.js';
import type {Templates} from '../render/types.js';
import type {RemovalTargets} from './removal-targets.js';

/** How an upgrade goes through the hosts. */
export interface RolloutOptions {
  /** How many workers at a time. */
  readonly maxUnavailable: number | {readonly percent: number};
  /** Time limit for evicting the pods of a node. */
  readonly drainSeconds: number;
  /** Time limit for a component to become healthy in its new version. */
  readonly healthSeconds: number;
}

/** All that a plan depends on: the same input gives the same plan. `desired` has only the hosts that take part in the run. */
export interface PlanInput extends Snapshot {
  /** What is removed in this run. */
  readonly removal?: RemovalTargets;
  /** Versions may change in this run; undefined: components that run keep their version. */
  readonly rollout?: RolloutOptions;
  readonly release: Release;
  readonly templates: Templates;
}
