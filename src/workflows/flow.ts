import type {DesiredCluster} from '../core/cluster/desired.js';
import type {Finding} from '../core/cluster/finding.js';
import type {HostName} from '../core/cluster/names.js';
import type {ObservedCluster} from '../core/cluster/observed.js';
import type {Plan} from '../core/plan/action.js';
import type {Departure} from '../core/plan/leaving.js';
import type {Moves, Situation} from '../core/plan/situation.js';
import type {Site} from '../run/site.js';

/** A verb: a permission over the one planner. */
export interface Flow {
  readonly name: string;
  /** Hosts that may become part of the cluster in this run; those that are part of it already always take part. */
  readonly admits: (desired: DesiredCluster) => readonly HostName[];
  /** Hosts that go, and what the user agreed to for that; what goes takes part in nothing else. */
  readonly leaves?: Departure & {readonly acceptReducedTolerance: boolean};
  /**
   * How versions move. 'keep': what runs stays at its version. Undefined: the verb has nothing to do with versions, and
   * is refused while those of the configuration are not those in use.
   */
  readonly versions?: Moves | 'keep';
  /** What is on its way, by name, and how long it is waited for before it is judged how things are. */
  readonly settles?: {readonly onItsWay: (situation: Situation) => readonly string[]; readonly withinSeconds: number};
  /** What more there is to be seen that speaks for or against the run. Reads only. */
  readonly look?: (situation: Situation, site: Site) => Promise<readonly Finding[]>;
  /** Reasons not to carry out this very plan. */
  readonly accepts?: (plan: Plan, observed: ObservedCluster) => readonly Finding[];
  /** Done once everything is permitted, before the first host is touched; also where none has to be. */
  readonly begin?: () => Promise<void>;
  /** What is to be said when it is done. */
  readonly afterwards?: readonly Finding[];
  /** Reasons not to run at all, seen from the whole cluster of the configuration. */
  readonly permit: (desired: DesiredCluster, observed: ObservedCluster) => readonly Finding[];
}
