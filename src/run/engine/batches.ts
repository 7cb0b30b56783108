import type {HostName} from '../../core/model/names.js';
import type {Action, Stage} from '../../core/plan/action.js';
import {stepFor} from '../actions/index.js';

/** Like actions, one after another, that share their round trips. Never empty. */
export interface Batch {
  readonly kind: Action['kind'];
  readonly host?: HostName;
  readonly actions: readonly Action[];
}

/** Batches of one host that are looked at together, before the first of them and after the last. */
export type CheckedGroup = readonly Batch[];

/** Lanes run side by side; the passages of a lane run in order, and so do the batches of a passage. */
export const lanes = (stage: Stage): readonly (readonly CheckedGroup[])[] => inLanes(stage).map(groups);

function inLanes(stage: Stage): readonly (readonly Batch[])[] {
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
    const host = stepFor(action.kind).scope === 'host' ? hostOf(action) : undefined;
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
    if (last && batch.host !== undefined && last.host === batch.host && part(last) === part(batch))
      made.at(-1)!.push(batch);
    else made.push([batch]);
  }
  return made;
}

/** Whether a stage does no more than to lay things down on hosts: nothing is started by it, and no member touched. */
export const placesOnly = ({requires, actions}: Stage): boolean =>
  requires === undefined && actions.every(action => stepFor(action.kind).scope === 'host' && part(action) === 'laying');

/**
 * Whether a unit runs with what is on disk is only to be asked once everything is there, and not before it was stopped
 * where that is to be; what is tried is to be there as well.
 */
function part({kind}: Pick<Batch, 'kind'>): 'stopping' | 'laying' | 'trying' | 'starting' {
  if (kind === 'service/stop') return 'stopping';
  if (kind === 'binary/verify' || kind === 'etcd/smoke-test') return 'trying';
  return ['service/run', 'service/reload', 'image/import'].includes(kind) ? 'starting' : 'laying';
}

const hostOf = (action: Action): HostName | undefined => ('host' in action ? action.host : undefined);
