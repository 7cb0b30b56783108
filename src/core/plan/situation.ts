import type {DesiredCluster} from '../cluster/desired.js';
import type {ObservedCluster} from '../cluster/observed.js';
import type {Release} from '../components/bundle.js';
import type {Templates} from '../render/types.js';

/** All that a plan follows from. The same situation gives the same plan. */
export interface Situation {
  /** Narrowed to the hosts that take part in this run. */
  readonly desired: DesiredCluster;
  readonly observed: ObservedCluster;
  readonly release: Release;
  readonly templates: Templates;
  /** The moment certificates are judged at. */
  readonly now: Date;
}
