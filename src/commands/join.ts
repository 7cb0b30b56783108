import {Args} from '@oclif/core';
import {hostName} from '../core/model/names.js';
import {ConvergeCommand} from './base/converge.js';
import {convergeFlags} from './base/converge-flags.js';
import type {ConvergeResult} from './base/converge-result.js';
import {limitFlag} from './base/limit-flag.js';

export default class Join extends ConvergeCommand<typeof Join> {
  static override summary = 'Add hosts to the cluster';
  static override description =
    'Each host joins with the roles from the configuration. Hosts that are already in the cluster are not changed.';
  static override examples = ['<%= config.bin %> join w1', '<%= config.bin %> join w1 w2 --dry-run'];
  static override args = {
    hosts: Args.string({
      required: true,
      multiple: true,
      ignoreStdin: true,
      description: 'Names of hosts in the configuration',
    }),
  };
  static override flags = {...convergeFlags, ...limitFlag};

  async run(): Promise<ConvergeResult> {
    const {join} = await import('../workflows/join.js');
    return this.converge(join(this.args.hosts.map(hostName)));
  }
}
