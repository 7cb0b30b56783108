import {sha256} from '../model/digest.js';
import type {Digest} from '../model/names.js';
import type {Action, Plan, Stage} from '../plan/action.js';
import type {RolloutOptions} from '../plan/input.js';
import {objectKey} from '../render/kube/object.js';
import type {VersionChange} from '../versions/changes.js';

/** A plan that was looked at, to be carried out as it is or not at all. */
export interface SavedPlan {
  readonly apiVersion: 'quorate/v1alpha2';
  readonly kind: 'UpgradePlan';
  readonly cluster: string;
  readonly to: {readonly kubernetes: string; readonly etcd: string};
  /** Back to what the cluster ran before an upgrade that is half done. */
  readonly rollback: boolean;
  readonly rollout: RolloutOptions;
  readonly changes: readonly VersionChange[];
  readonly stages: readonly SavedStage[];
  /** Of all the rest: says whether the file is still what was written. */
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

/** For the text of files and of objects their digests stand: the file has no more of the configuration than it needs. */
export function savePlan(
  what: Pick<SavedPlan, 'cluster' | 'to' | 'rollback' | 'rollout' | 'changes'> & {readonly plan: Plan},
): SavedPlan {
  const {plan, ...rest} = what;
  const head = {apiVersion: 'quorate/v1alpha2', kind: 'UpgradePlan'} as const;
  const body = {...head, ...rest, stages: plan.map(savedStage)};
  return {...body, digest: digestOfPlan(body)};
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

/** The same text for the same data, in whatever order its fields stand. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
