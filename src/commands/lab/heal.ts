import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../base.js';

export default class LabHeal extends BaseCommand<typeof LabHeal> {
  static override summary = 'Connect a host that was cut off';
  static override description = 'Its network works again at once.';
  static override args = {host: Args.string({required: true, description: 'Name of the host'})};
  static override flags = {
    from: Flags.string({
      multiple: true,
      description: 'Connect it with this host alone; may be given more than once',
      helpValue: 'HOST',
    }),
    name: Flags.string({description: 'Lab to use instead of the one named after the cluster', helpValue: 'LAB'}),
  };

  async run(): Promise<{readonly lab: string; readonly host: string}> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, this.args.host);
    await lab.heal(this.args.host, this.flags.from);
    const to = this.flags.from === undefined ? '' : ` with ${this.flags.from.join(' and ')}`;
    this.log(`${this.args.host} is connected${to}`);
    return {lab: lab.name, host: this.args.host};
  }
}
