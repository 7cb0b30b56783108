import type {DesiredCluster} from '../model/desired.js';
import type {ObservedCluster} from '../model/observed.js';
import type {Templates} from '../render/types.js';
import type {Release} from '../versions/bundle.js';
import type {RemovalTargets} from './removal-targets.js';

/** How versions move. */
export interface RolloutOptions {
  /** How many workers at a time. */
  readonly maxUnavailable: number | {readonly percent: number};
  /** How long the pods of a node may take to go elsewhere. */
  readonly drainSeconds: number;
  /** How long a program may take to become healthy in its new version. */
  readonly healthSeconds: number;
}

/** All that a plan follows from. The same situation gives the same plan. */
export interface PlanInput {
  /** Narrowed to the hosts that take part in this run. */
  readonly desired: DesiredCluster;
  /** What goes in this run. */
  readonly leaving?: RemovalTargets;
  /** Versions may move in this run; undefined: what runs stays at the version it is. */
  readonly rollout?: RolloutOptions;
  readonly observed: ObservedCluster;
  readonly release: Release;
  readonly templates: Templates;
  /** The moment certificates are judged at. */
  readonly now: Date;
}
