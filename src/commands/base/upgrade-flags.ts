import {Flags} from '@oclif/core';
import {ignorePreflightFlag} from './converge-flags.js';

/** What makes an upgrade another one. */
export const upgradeFlags = {
  ...ignorePreflightFlag,
  to: Flags.string({
    description: 'Version of Kubernetes to go to, else the one in the configuration',
    helpValue: 'VERSION',
  }),
  etcd: Flags.string({
    description: 'Version of etcd to go to, else the one in the configuration or the newest that suits',
    helpValue: 'VERSION',
  }),
  window: Flags.string({
    description: 'How many workers change at a time, as a number or a share of them',
    helpValue: 'N|N%',
    default: '1',
  }),
  'drain-timeout': Flags.integer({
    description: 'How long the pods of a node may take to go elsewhere',
    helpValue: 'SECONDS',
    default: 300,
    min: 1,
  }),
  'health-timeout': Flags.integer({
    description: 'How long a program may take to become healthy in its new version before it is taken back',
    helpValue: 'SECONDS',
    default: 120,
    min: 1,
  }),
  'accept-downtime': Flags.boolean({
    description: 'Restart a member of an etcd of one or two, although nothing can be written meanwhile',
  }),
  abort: Flags.boolean({
    description: 'Go back to what the cluster ran before an upgrade that is half done',
    exclusive: ['to', 'etcd'],
  }),
};
