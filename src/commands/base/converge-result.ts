import type {Finding} from '../../core/cluster/finding.js';
import type {PlanJson} from '../../run/report/plan-json.js';

/** What `--json` prints for init, join and plan. */
export interface ConvergeResult {
  readonly cluster: string;
  /** Was the plan carried out? */
  readonly ran: boolean;
  readonly plan: PlanJson;
  readonly warnings: readonly Finding[];
}
