import type {DesiredCluster} from '../cluster/desired.js';
import type {ObservedCluster} from '../cluster/observed.js';
import type {Release} from '../components/bundle.js';
import type {Templates} from '../render/types.js';
import type {Leaving} from './leaving.js';

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
