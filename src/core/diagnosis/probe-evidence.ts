import type {Fact} from '../model/fact.js';
import type {HostName} from '../model/names.js';
import type {Reached} from '../model/network-reach.js';

/** What the pods of a probe reached, one on each node that was Ready. */
export interface ProbeEvidence {
  /** By node of the pod that tried: how its connection to the pod on another node ended. */
  readonly reached: ReadonlyMap<HostName, Fact<ReadonlyMap<HostName, Reached>>>;
  /** Nodes whose pod did not start in time. */
  readonly notStarted: readonly HostName[];
}
