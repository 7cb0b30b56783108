import type {HostName} from '../../core/cluster/names.js';
import type {Action, Stage} from '../../core/plan/action.js';
import {stepFor} from '../steps/index.js';

/** Like actions, one after another, that share their round trips. Never empty. */
export interface Batch {
  readonly kind: Action['kind'];
  readonly host?: HostName;
  readonly actions: readonly Action[];
}

/** Lanes run side by side; the batches of a lane run in order. */
export function lanes(stage: Stage): readonly (readonly Batch[])[] {
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

const hostOf = (action: Action): HostName | undefined => ('host' in action ? action.host : undefined);
