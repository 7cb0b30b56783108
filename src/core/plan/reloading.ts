import type {Action, ActionOf} from '../actions/action.js';
import {unitReloads} from '../render/unit-inputs.js';
import type {Stage} from './stage.js';
import type {HostState} from './staged/component-change.js';

/**
 * The files that a running unit reloads are written right before the reload. It comes after the restarts of the API
 * servers: a reboot in between would otherwise serve an endpoint that is not in their certificates yet.
 */
export const withFiles = (
  reloads: readonly ActionOf<'service/reload'>[],
  states: readonly HostState[],
  due: (actions: readonly Action[]) => readonly Action[],
): readonly Action[] =>
  reloads.flatMap(reload => {
    const own = states.find(({host}) => host === reload.host)!;
    const paths = unitReloads(own.unitTexts.get(reload.unit)!);
    return [...due(own.configure.filter(action => action.kind === 'file/put' && paths.includes(action.path))), reload];
  });

export const without = (stage: Stage, moved: readonly Action[]): Stage => ({
  ...stage,
  actions: stage.actions.filter(action => !moved.includes(action)),
});
