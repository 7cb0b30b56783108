import {listed} from '../../format.js';
import {by} from '../../group-by.js';
import type {Finding} from '../../model/finding.js';
import {canonicalAddress, isAddress} from '../../network/address.js';
import {error, type Subject, warning} from './check.js';

/** etcd and the API server listen on the address of the configuration, so the host must have it. */
export const address = ({name, address: configured, facts}: Subject): readonly Finding[] =>
  facts.addresses.map(canonical).includes(canonical(configured))
    ? []
    : [
        error(
          'Address',
          `${name}: does not have the address ${configured}; it has ${facts.addresses.join(', ') || 'none'}`,
          `set "address" of ${name} to one of its own addresses, and "sshAddress" to the one that SSH connects to`,
        ),
      ];

const canonical = (text: string): string => {
  const [bare = ''] = text.split('/');
  return isAddress(bare) ? canonicalAddress(bare) : bare;
};

/** The node gets the name in the configuration; logs and shell prompts of the host show its own. */
export const hostname = ({name, facts}: Subject): readonly Finding[] =>
  facts.hostname.toLowerCase() === name
    ? []
    : [
        warning(
          'Hostname',
          `${name}: hostname is "${facts.hostname}"; expected "${name}", the name of its node and its etcd member`,
          `on ${name}: \`hostnamectl set-hostname ${name}\``,
        ),
      ];

/** Machine ids must be unique: hosts that share one are cloned from one image, or are one machine under two names. */
export const machineId = (subjects: readonly Subject[]): readonly Finding[] => {
  const unset = subjects.filter(({facts}) => !isSet(facts.machineId));
  const byId = by(
    subjects.filter(({facts}) => isSet(facts.machineId)),
    ({facts}) => facts.machineId,
  );
  return [
    ...unset.map(({name}) =>
      error('MachineId', `${name}: has no machine id`, `on ${name}: \`systemd-machine-id-setup\``),
    ),
    ...[...byId].filter(([, sharing]) => sharing.length > 1).map(([id, sharing]) => shared(id, sharing)),
  ];
};

const isSet = (id: string): boolean => id !== '' && id !== 'uninitialized';

const shared = (id: string, sharing: readonly Subject[]): Finding => {
  const names = sharing.map(({name}) => name);
  const others = sharing.filter(({isNew}) => isNew);
  const toChange = (others.length === sharing.length ? others.slice(1) : others).map(({name}) => name);
  return error(
    'MachineId',
    `${listed(names, names.length)}: duplicate machine id ${id} (cloned image, or one machine under two names)`,
    `on ${toChange.length === 0 ? 'all but one of them' : listed(toChange, toChange.length)}: \`rm -f /etc/machine-id /var/lib/dbus/machine-id; systemd-machine-id-setup\`, then reboot; for one machine under two names, correct its address in the configuration`,
  );
};
