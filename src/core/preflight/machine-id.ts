import type {Finding} from '../cluster/finding.js';
import {listed} from '../format.js';
import {by} from './by.js';
import {error, type Subject} from './check.js';

/** A machine id tells hosts apart: two that share one are copies of an image, or one machine under two names. */
export const machineId = (subjects: readonly Subject[]): readonly Finding[] => {
  const unset = subjects.filter(({facts}) => !isSet(facts.machineId));
  const byId = by(
    subjects.filter(({facts}) => isSet(facts.machineId)),
    ({facts}) => facts.machineId,
  );
  return [
    ...unset.map(({name}) => error('MachineId', `${name}: has no machine id`, `on ${name}: systemd-machine-id-setup`)),
    ...[...byId].filter(([, sharing]) => sharing.length > 1).map(([id, sharing]) => shared(id, sharing)),
  ];
};

const isSet = (id: string): boolean => id !== '' && id !== 'uninitialized';

const shared = (id: string, sharing: readonly Subject[]): Finding => {
  const names = sharing.map(({name}) => name);
  return error(
    'MachineId',
    `${listed(names, names.length)}: have the same machine id ${id}: copies of one image, or one machine twice`,
    `on all but one of them: rm /etc/machine-id && systemd-machine-id-setup, then boot it`,
  );
};
