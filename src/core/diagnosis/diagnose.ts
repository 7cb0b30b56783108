import type {DesiredCluster} from '../model/desired.js';
import {buildContext, type DiagnosisInput} from './context.js';
import type {Diagnosis} from './diagnosis.js';
import {findingsOf} from './findings.js';
import {plannedView, viewOf} from './layout.js';
import type {LossQuery} from './loss-query.js';
import {plannedPlacement} from './rules/placement.js';
import {RULES} from './rules.js';
import {answer} from './simulation/lose.js';
import {offline, seen} from './simulation/model.js';
import {withoutSuppressed} from './suppress.js';
import {plannedVerdict, verdictOf} from './verdict.js';

/** What is so, what it can lose, and what to do: from one look at the living cluster. */
export function diagnose(input: DiagnosisInput): Diagnosis {
  const about = buildContext(input);
  const model = seen(about);
  return {
    cluster: input.desired.name,
    verdict: verdictOf(about, model),
    findings: findingsOf(withoutSuppressed(RULES.flatMap(rule => rule(about)))),
    layout: viewOf(about),
    losses: answer(model, input.question ?? {}),
  };
}

/** The same of the configuration alone, before there is a machine. */
export function diagnosePlanned(desired: DesiredCluster, question: LossQuery = {}): Diagnosis {
  const model = offline(desired);
  return {
    cluster: desired.name,
    verdict: plannedVerdict(desired, model),
    findings: findingsOf(withoutSuppressed(plannedPlacement(desired))),
    layout: plannedView(desired),
    losses: answer(model, question),
  };
}
