import type {Snapshot} from '../actions/snapshot.js';
import type {Release} from '../artifacts/bundle.js';
import type {HostName} from '../model/names.js';
import type {Templates} from '../render/types.js';
import type {LeftOutHosts} from './left-out/left-out.js';
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

/**
 * All that a plan depends on: the same input gives the same plan. `desired` has the hosts that are part of the cluster or
 * join it in this run.
 */
export interface PlanInput extends Snapshot {
  /** What is removed in this run. */
  readonly removal?: RemovalTargets;
  /** Hosts of `desired`, or others that could have joined, on which nothing is done. */
  readonly leftOut?: LeftOutHosts;
  /** Of these, hosts of which it is unknown whether they are part of the cluster. */
  readonly undetermined?: ReadonlySet<HostName>;
  /** The user accepts that no further failure of etcd is tolerated while a member restarts. */
  readonly acceptDowntime?: boolean;
  /** Versions may change in this run; undefined: components that run keep their version. */
  readonly rollout?: RolloutOptions;
  readonly release: Release;
  readonly templates: Templates;
}
