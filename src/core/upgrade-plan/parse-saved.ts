import {isComponent} from '../artifacts/required.js';
import {refusal} from '../checks/upgrade/input.js';
import type {Finding} from '../model/finding.js';
import {digestOfPlan, type SavedPlan} from './saved-plan.js';

/** The saved plan, or what is wrong with the file. */
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
    ...unless(isText(cluster), 'cluster is not a name'),
    ...unless(isRecord(to) && isText(to.kubernetes) && isText(to.etcd), 'to has no versions of kubernetes and etcd'),
    ...unless(typeof rollback === 'boolean', 'rollback is not true or false'),
    ...unless(isRollout(rollout), 'rollout has no maxUnavailable, drainSeconds and healthSeconds'),
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

const isChange = (change: unknown): boolean =>
  isRecord(change) &&
  isText(change.component) &&
  isComponent(change.component) &&
  [change.host, change.artifact, change.from, change.to].every(isText);

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
  refusal(
    'upgrade/bad-plan',
    `not an upgrade plan file: ${problem}`,
    'save one: `quorate upgrade plan --out plan.json`',
  );

const altered = (): Finding =>
  refusal(
    'upgrade/plan-altered',
    'the saved plan was edited: its digest does not match',
    'saved plans cannot be edited; save a new one: `quorate upgrade plan --to VERSION --out plan.json`',
  );
