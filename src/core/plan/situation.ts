import type {DesiredCluster} from '../cluster/desired.js';
import type {ObservedCluster} from '../cluster/observed.js';
import type {Release} from '../components/bundle.js';
import type {Templates} from '../render/types.js';

/** Hosts that are to leave the cluster. They are still in the configuration, which says how they are reached. */
export interface Leaving {
  /** The part of the cluster that lies on them. */
  readonly part: DesiredCluster;
  /** They will never answer again, says the user. */
  readonly lost: boolean;
  /** How long pods may take to go elsewhere. */
  readonly drainSeconds: number;
}

/** All that a plan follows from. The same situation gives the same plan. */
export interface Situation {
  /** Narrowed to the hosts that take part in this run. */
  readonly desired: DesiredCluster;
  /** What goes in this run. */
  readonly leaving?: Leaving;
  readonly observed: ObservedCluster;
  readonly release: Release;
  readonly templates: Templates;
  /** The moment certificates are judged at. */
  readonly now: Date;
}
