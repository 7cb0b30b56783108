import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../base.js';

export default class LabCut extends BaseCommand<typeof LabCut> {
  static override summary = 'Cut a host off the network';
  static override description =
    'Nothing reaches it and it reaches nothing, as with a failed switch; lab exec still works.';
  static override args = {host: Args.string({required: true, description: 'Name of the host'})};
  static override flags = {
    from: Flags.string({
      multiple: true,
      description: 'Cut it off from this host alone; may be given more than once',
      helpValue: 'HOST',
    }),
    name: Flags.string({description: 'Lab to use instead of the one named after the cluster', helpValue: 'LAB'}),
  };

  async run(): Promise<{readonly lab: string; readonly host: string}> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, this.args.host);
    await lab.cut(this.args.host, this.flags.from);
    const from = this.flags.from === undefined ? '' : ` from ${this.flags.from.join(' and ')}`;
    this.log(`${this.args.host} is cut off${from}`);
    return {lab: lab.name, host: this.args.host};
  }
}
