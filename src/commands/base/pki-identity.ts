import {Flags} from '@oclif/core';

/** For commands that may sign certificates of a cluster whose CAs are with the operator. */
export const pkiIdentityFlag = {
  'pki-identity-file': Flags.string({
    description: 'File with the age identity that decrypts the CA keys, with spec.pki.home: operator',
    env: 'QUORATE_PKI_IDENTITY_FILE',
    helpGroup: 'GLOBAL',
    helpValue: 'FILE',
  }),
};

interface Given {
  readonly 'pki-identity-file'?: string | undefined;
}

/** Of the environment of a workflow. */
export const pkiIdentityOf = (flags: object): {readonly pkiIdentityFile?: string} => {
  const {'pki-identity-file': file} = flags as Given;
  return file === undefined ? {} : {pkiIdentityFile: file};
};
