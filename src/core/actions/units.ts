import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import type {Descriptors} from './descriptor.js';
import {onHost} from './snapshot.js';

interface OfUnit {
  readonly host: HostName;
  /** By full name: "etcd.service". */
  readonly unit: string;
}

export type UnitAction =
  /** Enables the unit and starts it, or restarts it when its inputs have changed. */
  | ({readonly kind: 'service/run'} & OfUnit)
  /** Stops the unit; it stays enabled. */
  | ({readonly kind: 'service/stop'} & OfUnit)
  /** The same at once: its processes are killed. */
  | ({readonly kind: 'service/kill'} & OfUnit)
  /** Loads a changed configuration without closing connections. */
  | ({readonly kind: 'service/reload'} & OfUnit)
  /** Waits until the unit has run for some seconds without a restart. */
  | ({readonly kind: 'service/await-stable'} & OfUnit);

/** Enabled, and started with the inputs that are on disk now. Says nothing about health. */
export function isRunning(facts: HostFacts, action: Pick<OfUnit, 'unit'>): boolean {
  const unit = facts.units.get(action.unit);
  return unit?.enabled === true && unit.fresh && ['active', 'activating', 'reloading'].includes(unit.active);
}

export const isReloaded = (facts: HostFacts, {unit}: Pick<OfUnit, 'unit'>): boolean =>
  facts.units.get(unit)?.reloaded === true;

export const UNITS: Descriptors<UnitAction> = {
  'service/run': {
    describe: ({unit}) => `run ${unit}`,
    isDone: onHost(isRunning),
    phase: 'start',
    restarts: ({unit}) => [unit],
  },
  'service/stop': {
    describe: ({unit}) => `stop ${unit}`,
    isDone: () => 'unseen',
    phase: 'stop',
    restarts: ({unit}) => [unit],
  },
  'service/kill': {
    describe: ({unit}) => `stop ${unit} at once`,
    isDone: () => 'unseen',
    phase: 'stop',
    restarts: ({unit}) => [unit],
  },
  'service/reload': {
    describe: ({unit}) => `reload ${unit}`,
    isDone: onHost(isReloaded),
    phase: 'start',
  },
  'service/await-stable': {
    describe: ({unit}) => `wait until ${unit} is stable (no restarts)`,
    isDone: () => 'unseen',
    phase: 'cluster',
    waits: true,
  },
};
