import {ConvergeCommand} from './base/converge.js';
import {ignorePreflightFlag} from './base/converge-flags.js';
import type {ConvergeResult} from './base/converge-result.js';
import {limitFlag} from './base/limit-flag.js';

export default class Plan extends ConvergeCommand<typeof Plan> {
  static override summary = 'Show the changes apply would make';
  static override description =
    'Gathers facts from all hosts and changes nothing. Prints each file, unit and action by stage and host.';
  static override examples = ['<%= config.bin %> plan', '<%= config.bin %> plan --json'];
  static override flags = {...ignorePreflightFlag, ...limitFlag};

  protected override readonly showsOnly = true;

  async run(): Promise<ConvergeResult> {
    const {apply} = await import('../workflows/apply.js');
    return this.converge(apply);
  }
}
