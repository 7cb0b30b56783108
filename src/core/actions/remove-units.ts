import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import type {Descriptors} from './descriptor.js';
import {onHost} from './snapshot.js';

/** Stops and disables units that are no longer configured, and deletes their files. What they made stays. */
export interface RemoveUnits {
  readonly kind: 'units/remove';
  readonly host: HostName;
  /** By full name, in the order in which they stop. */
  readonly units: readonly string[];
  readonly paths: readonly string[];
}

/** The list of owned files on the host has none of its files. */
export const areUnitsRemoved = ({owned}: HostFacts, {paths}: Pick<RemoveUnits, 'paths'>): boolean =>
  !paths.some(path => owned.has(path));

export const REMOVE_UNITS: Descriptors<RemoveUnits> = {
  'units/remove': {
    describe: ({units}) => `stop ${units.join(', ')} and delete their files`,
    isDone: onHost(areUnitsRemoved),
    phase: 'stop',
    restarts: ({units}) => units,
  },
};
