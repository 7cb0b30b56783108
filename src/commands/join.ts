import {Args} from '@oclif/core';
import {hostName} from '../core/cluster/names.js';
import {ConvergeCommand} from './base/converge.js';
import {convergeFlags} from './base/converge-flags.js';
import type {ConvergeResult} from './base/converge-result.js';

export default class Join extends ConvergeCommand<typeof Join> {
  static override summary = 'Add hosts of the configuration to the running cluster';
  static override description =
    'Each host joins with what its roles ask for. Hosts that are in the cluster already are left as they are.';
  static override examples = ['<%= config.bin %> join w1', '<%= config.bin %> join w1 w2 --dry-run'];
  static override strict = false;
  static override args = {hosts: Args.string({required: true, description: 'Names of hosts in the configuration'})};
  static override flags = convergeFlags;

  async run(): Promise<ConvergeResult> {
    const {argv} = await this.parse(Join);
    const {join} = await import('../workflows/join.js');
    return this.converge(join((argv as readonly string[]).map(hostName)));
  }
}
