import {Flags} from '@oclif/core';

/** How a file with data of the cluster is encrypted. */
export const encryptionFlags = {
  'passphrase-file': Flags.string({
    description: 'Encrypt it (age) with the passphrase in a file',
    helpValue: 'FILE',
    exclusive: ['recipient'],
  }),
  recipient: Flags.string({
    description: 'Encrypt it to an age key, to the keys in a file, or to a certificate (PEM); repeatable',
    helpValue: 'age1…|FILE',
    multiple: true,
    multipleNonGreedy: true,
  }),
};
