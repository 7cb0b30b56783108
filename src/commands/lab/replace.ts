import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../base.js';

export default class LabReplace extends BaseCommand<typeof LabReplace> {
  static override summary = 'Put a new machine in the place of a host';
  static override description =
    'Same name, same address, empty disk and an SSH host key of its own; what was on the old disk is lost.';
  static override args = {host: Args.string({required: true, description: 'Name of the host'})};
  static override flags = {
    name: Flags.string({description: 'Lab to use instead of the one named after the cluster', helpValue: 'LAB'}),
  };

  async run(): Promise<{readonly lab: string; readonly host: string}> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, this.args.host);
    await lab.replace(this.args.host);
    this.log(`${this.args.host} is a new machine`);
    return {lab: lab.name, host: this.args.host};
  }
}
