import {listed} from '../../format.js';
import {by} from '../../group-by.js';
import type {Finding} from '../../model/finding.js';
import {canonicalAddress, isAddress} from '../../network/address.js';
import {error, type Subject, warning} from './check.js';

/** etcd and the API server listen on the address of the configuration: it has to be the host's own. */
export const address = ({name, address: wanted, facts}: Subject): readonly Finding[] =>
  facts.addresses.map(spelling).includes(spelling(wanted))
    ? []
    : [
        error(
          'Address',
          `${name}: does not have the address ${wanted}; it has ${facts.addresses.join(', ') || 'none'}`,
          `set "address" of ${name} to one of its own, and "sshAddress" to the one SSH connects to`,
        ),
      ];

const spelling = (text: string): string => {
  const [bare = ''] = text.split('/');
  return isAddress(bare) ? canonicalAddress(bare) : bare;
};

/** The node is registered under the name in the configuration either way; people find the host by the other. */
export const hostname = ({name, facts}: Subject): readonly Finding[] =>
  facts.hostname.toLowerCase() === name
    ? []
    : [
        warning(
          'Hostname',
          `${name}: calls itself "${facts.hostname}"; its node and its etcd member will be called ${name}`,
          `on ${name}: hostnamectl set-hostname ${name}`,
        ),
      ];

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
