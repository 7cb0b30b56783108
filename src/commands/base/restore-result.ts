import type {Diagnosis} from '../../core/diagnosis/diagnosis.js';
import type {Plan} from '../../core/plan/stage.js';
import {shortDiagnosis} from '../../run/report/diagnosis-text.js';
import type {Report} from '../../run/report/event.js';
import {type PlanJson, planJson} from '../../run/report/plan-json.js';

/** What `--json` prints for a restore and a recovery. */
export interface RestoreResult {
  readonly cluster: string;
  /** Was the plan carried out? */
  readonly ran: boolean;
  readonly plan: PlanJson;
  readonly verdict?: Diagnosis['verdict'];
  readonly findings?: Diagnosis['findings'];
}

export const restoreResult = (
  cluster: string,
  {ran, plan, diagnosis}: {readonly ran: boolean; readonly plan: Plan; readonly diagnosis?: Diagnosis},
): RestoreResult => ({
  cluster,
  ran,
  plan: planJson(plan),
  ...(diagnosis === undefined ? {} : {verdict: diagnosis.verdict, findings: diagnosis.findings}),
});

/** How the cluster is afterwards. */
export function reportDiagnosis(diagnosis: Diagnosis, report: Report): void {
  const {line, errors} = shortDiagnosis(diagnosis);
  report({type: 'step', title: line});
  for (const finding of errors) report({type: 'finding', finding});
}
