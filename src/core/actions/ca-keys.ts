import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {CA_SIGNER_PATH, CAS} from '../pki/cas.js';
import type {CaName} from '../pki/types.js';
import type {Descriptors} from './descriptor.js';
import {onHost} from './snapshot.js';

/** Deletes the private keys of CAs that the operator has. */
export interface RemoveCaKeys {
  readonly kind: 'ca-keys/remove';
  readonly host: HostName;
  readonly cas: readonly CaName[];
}

/** The files of a host that only serve to sign. */
export const signingFiles = (cas: readonly CaName[]): readonly string[] => [
  ...cas.map(name => CAS[name].keyPath),
  ...(cas.includes('ca') ? [CA_SIGNER_PATH] : []),
];

export const areCaKeysRemoved = ({files, owned}: HostFacts, {cas}: Pick<RemoveCaKeys, 'cas'>): boolean =>
  !signingFiles(cas).some(path => files.has(path) || owned.has(path));

export const CA_KEYS: Descriptors<RemoveCaKeys> = {
  'ca-keys/remove': {
    describe: ({cas}) => `delete ${signingFiles(cas).join(', ')}`,
    isDone: onHost(areCaKeysRemoved),
    phase: 'stop',
  },
};
