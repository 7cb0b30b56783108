import type {Action, Stage} from '../action.js';
import {serial} from '../stage.js';
import {LEADS} from './group.js';
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

/** Of the program that leads the group, else of the first that moves, with its name. */
export function leadingVersion({group, moving}: Pick<Switch, 'group' | 'moving'>): string {
  const lead = moving.find(({artifact}) => artifact.name === LEADS[group].name);
  const {name, version} = moving[0]!.artifact;
  return lead === undefined ? `${name} ${version}` : lead.artifact.version;
}
