import {exitCode} from '../../core/codes/exit-code.js';
import type {Diagnosis} from '../../core/diagnosis/diagnosis.js';
import type {Failure} from '../../core/failure.js';
import type {LeftOut} from '../../core/plan/left-out/left-out.js';
import type {Plan} from '../../core/plan/stage.js';
import {shortDiagnosis} from '../../run/report/diagnosis-text.js';
import {type ErrorJson, errorJson} from '../../run/report/error-text.js';
import type {Report} from '../../run/report/event.js';
import {leftOutText} from '../../run/report/left-out-text.js';
import {type PlanJson, planJson} from '../../run/report/plan-json.js';
import {planText} from '../../run/report/plan-text.js';

/** What `--json` prints for a restore and a recovery. `error` is there only if the run left out hosts. */
export interface RestoreResult extends Partial<ErrorJson> {
  readonly cluster: string;
  /** Was the plan carried out? */
  readonly ran: boolean;
  readonly plan: PlanJson;
  /** Hosts and stages that are not in the plan, and why. */
  readonly leftOut: LeftOut;
  readonly verdict?: Diagnosis['verdict'];
  readonly findings?: Diagnosis['findings'];
}

interface Outcome {
  readonly ran: boolean;
  readonly plan: Plan;
  readonly leftOut: LeftOut;
  readonly incomplete?: Failure;
  readonly diagnosis?: Diagnosis;
}

/** The end of a run. With JSON one that left out hosts has its result and its error; else it throws the error. */
export function restoreEnd(
  cluster: string,
  {ran, plan, leftOut, incomplete, diagnosis}: Outcome,
  isJson: boolean,
): RestoreResult {
  const result = {
    cluster,
    ran,
    plan: planJson(plan),
    leftOut,
    ...(diagnosis === undefined ? {} : {verdict: diagnosis.verdict, findings: diagnosis.findings}),
  };
  if (incomplete === undefined) return result;
  if (!isJson) throw incomplete;
  process.exitCode = exitCode(incomplete.code);
  return {...result, ...errorJson(incomplete)};
}

/** A plan that is only shown, with what it leaves out. */
export const shownPlan = ({plan, leftOut}: Pick<Outcome, 'plan' | 'leftOut'>): string =>
  [leftOutText(leftOut), planText(plan)].filter(Boolean).join('\n\n');

/** How the cluster is afterwards. */
export function reportDiagnosis(diagnosis: Diagnosis, report: Report): void {
  const {line, errors} = shortDiagnosis(diagnosis);
  report({type: 'step', title: line});
  for (const finding of errors) report({type: 'finding', finding});
}
