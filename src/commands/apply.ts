import {ConvergeCommand} from './base/converge.js';
import {convergeFlags} from './base/converge-flags.js';
import type {ConvergeResult} from './base/converge-result.js';

export default class Apply extends ConvergeCommand<typeof Apply> {
  static override summary = 'Make the cluster what the configuration says, all of it';
  static override description =
    'On fresh hosts the whole cluster comes up at once; on a living one only what is missing is done, one etcd member at a time.';
  static override examples = ['<%= config.bin %> apply', '<%= config.bin %> apply --dry-run'];
  static override flags = convergeFlags;

  async run(): Promise<ConvergeResult> {
    const {apply} = await import('../workflows/apply.js');
    return this.converge(apply);
  }
}
