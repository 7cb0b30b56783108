import {ConvergeCommand} from './base/converge.js';
import {convergeFlags} from './base/converge-flags.js';
import type {ConvergeResult} from './base/converge-result.js';
import {limitFlag} from './base/limit-flag.js';

export default class Apply extends ConvergeCommand<typeof Apply> {
  static override summary = 'Apply the configuration to all hosts';
  static override description =
    'On new hosts it creates the cluster. On an existing cluster only the differences are applied, one etcd member at a time.';
  static override examples = [
    '<%= config.bin %> apply',
    '<%= config.bin %> apply --dry-run',
    '<%= config.bin %> apply --limit w1,w2',
  ];
  static override flags = {...convergeFlags, ...limitFlag};

  async run(): Promise<ConvergeResult> {
    const {apply} = await import('../workflows/apply.js');
    return this.converge(apply);
  }
}
