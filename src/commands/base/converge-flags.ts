import {Flags} from '@oclif/core';

export const ignorePreflightFlag = {
  'ignore-preflight-errors': Flags.string({
    aliases: ['ignore-preflight'],
    description: 'Comma-separated preflight checks to downgrade to warnings, or "all"; case-insensitive',
    helpValue: 'NAME',
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
  }),
};

export const convergeFlags = {
  ...ignorePreflightFlag,
  'accept-downtime': Flags.boolean({
    description: 'Allow restarting an etcd member even if writes stop meanwhile or no further failure is tolerated',
  }),
  'dry-run': Flags.boolean({description: 'Show the plan and change nothing'}),
};
