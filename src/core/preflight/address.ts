import type {Finding} from '../cluster/finding.js';
import {canonicalAddress, isAddress} from '../network/address.js';
import {error, type Subject} from './check.js';

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
