import type {DesiredCluster} from '../model/desired.js';
import {buildContext, type DiagnosisInput} from './context.js';
import type {Diagnosis} from './diagnosis.js';
import {findingsOf} from './findings.js';
import {plannedView, viewOf} from './layout.js';
import type {LossQuery} from './loss-query.js';
import {plannedPlacement} from './rules/placement.js';
import {RULES} from './rules.js';
import {observedModel, plannedModel} from './simulation/model.js';
import {answer} from './simulation/search.js';
import {withoutSuppressed} from './suppress.js';
import {plannedVerdict, verdictOf} from './verdict.js';

/** The verdict, the findings and the layout of a running cluster, from the evidence of one observation. */
export function diagnose(input: DiagnosisInput): Diagnosis {
  const context = buildContext(input);
  const model = observedModel(context);
  return {
    cluster: input.desired.name,
    verdict: verdictOf(context, model),
    findings: findingsOf(withoutSuppressed(RULES.flatMap(rule => rule(context)))),
    layout: viewOf(context),
    losses: answer(model, input.question ?? {}),
  };
}

/** The same of the configuration alone. Nothing is observed. */
export function diagnosePlanned(desired: DesiredCluster, question: LossQuery = {}): Diagnosis {
  const model = plannedModel(desired);
  return {
    cluster: desired.name,
    verdict: plannedVerdict(desired, model),
    findings: findingsOf(withoutSuppressed(plannedPlacement(desired))),
    layout: plannedView(desired),
    losses: answer(model, question),
  };
}
