import type {ClusterFinding, QuorumStatus} from '../../core/diagnosis/diagnosis.js';
import type {Finding} from '../../core/model/finding.js';
import type {PlanJson} from '../../run/report/plan-json.js';

/** What `--json` prints for init, join and plan. */
export interface ConvergeResult {
  readonly cluster: string;
  /** Was the plan carried out? */
  readonly ran: boolean;
  readonly plan: PlanJson;
  readonly warnings: readonly Finding[];
  /** How the cluster is afterwards, as `topology check` says it; absent where nothing was to be done to it. */
  readonly verdict?: QuorumStatus;
  readonly findings?: readonly ClusterFinding[];
}
