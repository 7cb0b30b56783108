import type {Action} from '../actions/action.js';
import type {VersionChange} from '../artifacts/changes.js';
import {sha256} from '../model/digest.js';
import type {Digest} from '../model/names.js';
import type {RolloutOptions} from '../plan/input.js';
import type {Plan, Stage} from '../plan/stage.js';
import {objectKey} from '../render/kube/object.js';

/** A plan that was reviewed. It is carried out exactly as it is, or not at all. */
export interface SavedPlan {
  readonly apiVersion: 'quorate/v1alpha2';
  readonly kind: 'UpgradePlan';
  readonly cluster: string;
  readonly to: {readonly kubernetes: string; readonly etcd: string};
  /** Back to the versions that the cluster ran before an unfinished upgrade. */
  readonly rollback: boolean;
  readonly rollout: RolloutOptions;
  readonly changes: readonly VersionChange[];
  readonly stages: readonly SavedStage[];
  /** Of all other fields: shows whether the file was edited. */
  readonly digest: Digest;
}

export interface SavedStage {
  readonly title: string;
  readonly order: Stage['order'];
  readonly actions: readonly object[];
  readonly requires?: Stage['requires'];
  readonly window?: Stage['window'];
  readonly rollback?: readonly object[];
  readonly finally?: readonly object[];
}

/** Texts of files and objects are replaced by their digests: the saved plan needs no more to be compared. */
export function savePlan(
  what: Pick<SavedPlan, 'cluster' | 'to' | 'rollback' | 'rollout' | 'changes'> & {readonly plan: Plan},
): SavedPlan {
  const {plan, ...rest} = what;
  const head = {apiVersion: 'quorate/v1alpha2', kind: 'UpgradePlan'} as const;
  const body = {...head, ...rest, stages: plan.map(savedStage)};
  return {...body, digest: digestOfPlan(body)};
}

/** The command that makes such a plan of the cluster as it is now. */
export function planCommand({to, rollback, rollout, changes}: SavedPlan): string {
  const {maxUnavailable: most, drainSeconds, healthSeconds} = rollout;
  const etcd = changes.some(({artifact}) => artifact === 'etcd') ? ` --etcd ${to.etcd}` : '';
  const target = rollback ? '--abort' : `--to ${to.kubernetes}${etcd}`;
  const limits = `--max-unavailable ${typeof most === 'number' ? most : `${most.percent}%`} --drain-timeout ${drainSeconds} --health-timeout ${healthSeconds}`;
  return ['quorate upgrade plan', target, limits, '--out plan.json'].join(' ');
}

export const digestOfPlan = (plan: Omit<SavedPlan, 'digest'>): Digest => sha256(canonical(plan));

const savedStage = ({title, order, actions, requires, window, rollback, finally: last}: Stage): SavedStage => ({
  title,
  order,
  ...(requires === undefined ? {} : {requires}),
  ...(window === undefined ? {} : {window}),
  actions: actions.map(condensed),
  ...(rollback === undefined ? {} : {rollback: rollback.map(condensed)}),
  ...(last === undefined ? {} : {finally: last.map(condensed)}),
});

function condensed(action: Action): object {
  if (action.kind === 'file/put') {
    const {text: _, ...rest} = action;
    return rest;
  }
  if (action.kind !== 'kube/apply') return action;
  return {kind: action.kind, object: objectKey(action.object), digest: sha256(canonical(action.object))};
}

/** JSON with sorted keys: the same text for the same data. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
