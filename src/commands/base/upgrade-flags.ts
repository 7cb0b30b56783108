import {Flags} from '@oclif/core';
import {ignorePreflightFlag} from './converge-flags.js';
import {limitFlag} from './limit-flag.js';

/** Shared by `upgrade` and `upgrade plan`. */
export const upgradeFlags = {
  ...ignorePreflightFlag,
  ...limitFlag,
  to: Flags.string({
    description: 'Kubernetes version to upgrade to (default: the one in the configuration)',
    helpValue: 'VERSION',
  }),
  etcd: Flags.string({
    description: 'etcd version to upgrade to (default: the one in the configuration, or the newest that fits)',
    helpValue: 'VERSION',
  }),
  'max-unavailable': Flags.string({
    aliases: ['window'],
    description: 'Maximum workers unavailable at a time (N or N%)',
    helpValue: 'N|N%',
    default: '1',
  }),
  'drain-timeout': Flags.integer({
    description: 'Time limit for evicting the pods of a node',
    helpValue: 'SECONDS',
    default: 300,
    min: 1,
  }),
  'health-timeout': Flags.integer({
    description: 'Time limit for a component to become healthy before it is rolled back',
    helpValue: 'SECONDS',
    default: 120,
    min: 1,
  }),
  'accept-downtime': Flags.boolean({
    description: 'Allow restarting an etcd member even if writes stop meanwhile or no further failure is tolerated',
  }),
  abort: Flags.boolean({
    description: 'Roll back an unfinished upgrade',
    exclusive: ['to', 'etcd'],
  }),
};
