import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../base.js';

export default class LabKill extends BaseCommand<typeof LabKill> {
  static override summary = 'Cut the power of a host';
  static override description =
    'Everything in it ends at once, with no chance to write anything; its disk stays as it is.';
  static override args = {host: Args.string({required: true, description: 'Name of the host'})};
  static override flags = {
    name: Flags.string({description: 'Lab to use instead of the one named after the cluster', helpValue: 'LAB'}),
  };

  async run(): Promise<{readonly lab: string; readonly host: string}> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, this.args.host);
    await lab.kill(this.args.host);
    this.log(`${this.args.host} has lost its power`);
    return {lab: lab.name, host: this.args.host};
  }
}
