import {type Action, hostOf, phaseOf} from '../../core/actions/action.js';
import type {HostName} from '../../core/model/names.js';
import type {Stage} from '../../core/plan/stage.js';

/** Consecutive actions of one kind, and of one host where the kind has one: they share round trips. Never empty. */
export interface Batch {
  readonly kind: Action['kind'];
  readonly host?: HostName;
  readonly actions: readonly Action[];
}

/** Batches of one host that are checked together: before the first of them and after the last. */
export type CheckedGroup = readonly Batch[];

/** Lanes run in parallel; the groups of a lane run in order, and so do the batches of a group. */
export const lanes = (stage: Stage): readonly (readonly CheckedGroup[])[] => splitByHost(stage).map(groups);

function splitByHost(stage: Stage): readonly (readonly Batch[])[] {
  if (stage.order === 'serial') return [batches(stage.actions)];
  const byHost = new Map<HostName | undefined, Action[]>();
  for (const action of stage.actions) {
    const own = byHost.get(hostOf(action));
    if (own) own.push(action);
    else byHost.set(hostOf(action), [action]);
  }
  return [...byHost.values()].map(batches);
}

function batches(actions: readonly Action[]): readonly Batch[] {
  const made: {kind: Action['kind']; host?: HostName; actions: Action[]}[] = [];
  for (const action of actions) {
    const host = phaseOf(action.kind) === 'cluster' ? undefined : hostOf(action);
    const last = made.at(-1);
    if (last?.kind === action.kind && last.host === host) last.actions.push(action);
    else made.push({kind: action.kind, ...(host === undefined ? {} : {host}), actions: [action]});
  }
  return made;
}

function groups(lane: readonly Batch[]): readonly CheckedGroup[] {
  const made: Batch[][] = [];
  for (const batch of lane) {
    const last = made.at(-1)?.at(-1);
    if (last && batch.host !== undefined && last.host === batch.host && phaseOf(last.kind) === phaseOf(batch.kind))
      made.at(-1)!.push(batch);
    else made.push([batch]);
  }
  return made;
}

/** Whether a stage only puts things in place on hosts: it starts nothing and changes no etcd member. */
export const onlyInstalls = ({requires, actions}: Stage): boolean =>
  requires === undefined && actions.every(({kind}) => phaseOf(kind) === 'put');
