import {Flags} from '@oclif/core';

export const ignorePreflightFlag = {
  'ignore-preflight': Flags.string({
    description: 'Preflight checks whose errors are warnings, by name; all for every one',
    helpValue: 'NAME,…',
    default: '',
  }),
};

export const convergeFlags = {
  ...ignorePreflightFlag,
  'accept-downtime': Flags.boolean({
    description: 'Restart a member of an etcd of one or two, although nothing can be written meanwhile',
  }),
  'dry-run': Flags.boolean({description: 'Show the plan and change nothing'}),
};
