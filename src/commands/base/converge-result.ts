import type {ClusterFinding, QuorumStatus} from '../../core/diagnosis/diagnosis.js';
import type {Finding} from '../../core/model/finding.js';
import type {LeftOut} from '../../core/plan/left-out/left-out.js';
import type {ErrorJson} from '../../run/report/error-text.js';
import type {PlanJson} from '../../run/report/plan-json.js';

/** What `--json` prints for init, join and plan. `error` is there only if the run left out what it was asked to do. */
export interface ConvergeResult extends Partial<ErrorJson> {
  readonly cluster: string;
  /** Was the plan carried out? */
  readonly ran: boolean;
  readonly plan: PlanJson;
  /** Hosts and stages that are not in the plan, and why. */
  readonly leftOut: LeftOut;
  readonly warnings: readonly Finding[];
  /** How the cluster is afterwards, as `topology check` says it; absent where nothing was to be done to it. */
  readonly verdict?: QuorumStatus;
  readonly findings?: readonly ClusterFinding[];
}
