import type {DesiredCluster} from '../core/cluster/desired.js';
import type {Finding} from '../core/cluster/finding.js';
import type {HostName} from '../core/cluster/names.js';
import type {ObservedCluster} from '../core/cluster/observed.js';
import type {Departure} from '../core/plan/leaving.js';

/** A verb: a permission over the one planner. */
export interface Flow {
  readonly name: string;
  /** Hosts that may become part of the cluster in this run; those that are part of it already always take part. */
  readonly admits: (desired: DesiredCluster) => readonly HostName[];
  /** Hosts that go, and what the user agreed to for that; what goes takes part in nothing else. */
  readonly leaves?: Departure & {readonly acceptReducedTolerance: boolean};
  /** What is to be said when it is done. */
  readonly afterwards?: readonly Finding[];
  /** Reasons not to run at all, seen from the whole cluster of the configuration. */
  readonly permit: (desired: DesiredCluster, observed: ObservedCluster) => readonly Finding[];
}
