import type {Action, Stage} from '../action.js';
import {serial} from '../stage.js';
import type {Switch} from './switch.js';

/** Puts a version in place, starts it, and waits until it holds; or puts the one before back and waits for that. */
export function switched(
  title: string,
  {host, forth, back, units}: Switch,
  gate: readonly Action[],
  gateBack: readonly Action[],
): Stage {
  const run = units.map((unit): Action => ({kind: 'service/run', host, unit}));
  const steady = units.map((unit): Action => ({kind: 'service/await-steady', host, unit}));
  return {
    whole: true,
    ...serial(title, [...forth, ...run, ...steady, ...gate]),
    undo: [...back, ...run, ...steady, ...gateBack],
  };
}

/** Of the server a group is named after; of a node its kubelet, where it moves. */
export function leadingVersion({moving}: Pick<Switch, 'moving'>): string {
  const lead = moving.find(({artifact}) => LEADING.includes(artifact.name)) ?? moving[0]!;
  return LEADING.includes(lead.artifact.name)
    ? lead.artifact.version
    : `${lead.artifact.name} ${lead.artifact.version}`;
}

const LEADING: readonly string[] = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubelet'];
