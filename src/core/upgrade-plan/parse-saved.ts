import {refusal} from '../checks/upgrade/input.js';
import type {Finding} from '../model/finding.js';
import {isComponent} from '../versions/required.js';
import {digestOfPlan, type SavedPlan} from './saved-plan.js';

/** A plan as it was saved, or what is wrong with the file. */
export function parseSavedPlan(json: unknown): SavedPlan | readonly Finding[] {
  const problems = problemsOf(json);
  if (problems.length > 0) return problems.map(bad);
  const {digest, ...body} = json as SavedPlan;
  return digestOfPlan(body) === digest ? {...body, digest} : [altered()];
}

function problemsOf(json: unknown): readonly string[] {
  if (!isRecord(json)) return ['is not an object'];
  const {apiVersion, kind, cluster, to, rollback, rollout, changes, stages, digest} = json;
  return [
    ...unless(apiVersion === 'quorate/v1alpha2', `apiVersion is ${shown(apiVersion)}, not "quorate/v1alpha2"`),
    ...unless(kind === 'UpgradePlan', `kind is ${shown(kind)}, not "UpgradePlan"`),
    ...unless(isText(cluster), 'cluster is not the name of one'),
    ...unless(
      isRecord(to) && isText(to.kubernetes) && isText(to.etcd),
      'to does not name versions of kubernetes and etcd',
    ),
    ...unless(typeof rollback === 'boolean', 'rollback is neither true nor false'),
    ...unless(isRollout(rollout), 'rollout does not say maxUnavailable, drainSeconds and healthSeconds'),
    ...unless(Array.isArray(changes) && changes.every(isChange), 'changes is not a list of version changes'),
    ...unless(Array.isArray(stages) && stages.every(isStage), 'stages is not a list of stages'),
    ...unless(isText(digest), 'digest is missing'),
  ];
}

const isRollout = (rollout: unknown): boolean =>
  isRecord(rollout) &&
  [
    rollout.drainSeconds,
    rollout.healthSeconds,
    isRecord(rollout.maxUnavailable) ? rollout.maxUnavailable.percent : rollout.maxUnavailable,
  ].every(isCount);

const isChange = (move: unknown): boolean =>
  isRecord(move) &&
  isText(move.component) &&
  isComponent(move.component) &&
  [move.host, move.artifact, move.from, move.to].every(isText);

const isStage = (stage: unknown): boolean =>
  isRecord(stage) &&
  isText(stage.title) &&
  (stage.order === 'serial' || stage.order === 'parallel') &&
  Array.isArray(stage.actions) &&
  stage.actions.every(action => isRecord(action) && isText(action.kind));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const shown = (value: unknown): string => JSON.stringify(value) ?? 'missing';
const unless = (holds: boolean, problem: string): readonly string[] => (holds ? [] : [problem]);

const bad = (problem: string): Finding =>
  refusal('bad-plan', `this is no plan of an upgrade: ${problem}`, 'make one: quorate upgrade plan --out plan.json');

const altered = (): Finding =>
  refusal(
    'plan-altered',
    'the plan was changed after it was saved: its digest is another one',
    'plans are carried out as they were made: quorate upgrade plan --out plan.json',
  );
