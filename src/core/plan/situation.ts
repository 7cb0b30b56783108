import type {DesiredCluster} from '../cluster/desired.js';
import type {ObservedCluster} from '../cluster/observed.js';
import type {Release} from '../components/bundle.js';
import type {Templates} from '../render/types.js';
import type {Leaving} from './leaving.js';

/** How versions move. */
export interface Moves {
  /** How many workers at a time. */
  readonly window: number | {readonly percent: number};
  /** How long the pods of a node may take to go elsewhere. */
  readonly drainSeconds: number;
  /** How long a program may take to become healthy in its new version. */
  readonly healthSeconds: number;
}

/** All that a plan follows from. The same situation gives the same plan. */
export interface Situation {
  /** Narrowed to the hosts that take part in this run. */
  readonly desired: DesiredCluster;
  /** What goes in this run. */
  readonly leaving?: Leaving;
  /** Versions may move in this run; undefined: what runs stays at the version it is. */
  readonly moves?: Moves;
  readonly observed: ObservedCluster;
  readonly release: Release;
  readonly templates: Templates;
  /** The moment certificates are judged at. */
  readonly now: Date;
}
