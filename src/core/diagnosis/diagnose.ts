import type {DesiredCluster} from '../cluster/desired.js';
import {type DiagnosisInput, openCase} from './case.js';
import {withoutConsequences} from './consequences.js';
import type {Diagnosis} from './diagnosis.js';
import {findingsOf} from './findings.js';
import {answer} from './loss/answer.js';
import {offline, seen} from './loss/model.js';
import type {LossQuestion} from './loss/question.js';
import {plannedPlacement} from './rules/placement.js';
import {RULES} from './rules.js';
import {plannedVerdict, verdictOf} from './verdict.js';
import {plannedView, viewOf} from './view.js';

/** What is so, what it can lose, and what to do: from one look at the living cluster. */
export function diagnose(input: DiagnosisInput): Diagnosis {
  const about = openCase(input);
  const model = seen(about);
  return {
    cluster: input.desired.name,
    verdict: verdictOf(about, model),
    findings: findingsOf(withoutConsequences(RULES.flatMap(rule => rule(about)))),
    layout: viewOf(about),
    losses: answer(model, input.question ?? {}),
  };
}

/** The same of the configuration alone, before there is a machine. */
export function foresee(desired: DesiredCluster, question: LossQuestion = {}): Diagnosis {
  const model = offline(desired);
  return {
    cluster: desired.name,
    verdict: plannedVerdict(desired, model),
    findings: findingsOf(withoutConsequences(plannedPlacement(desired))),
    layout: plannedView(desired),
    losses: answer(model, question),
  };
}
