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
  'dry-run': Flags.boolean({description: 'Show the plan and change nothing'}),
};
