import type {ActionOf} from '../actions/action.js';
import {SCHEDULE, SCHEDULE_UNIT} from '../render/etcd/schedule.js';
import type {HostState} from './staged/component-change.js';

/** Units that are configured on some hosts only, and that a host has without being configured for them. */
export const obsoleteUnits = ({host, facts, unitTexts}: HostState): readonly ActionOf<'units/remove'>[] =>
  unitTexts.has(SCHEDULE_UNIT) || !SCHEDULE.paths.some(path => facts.owned.has(path))
    ? []
    : [{kind: 'units/remove', host, ...SCHEDULE}];
