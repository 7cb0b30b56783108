import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../base.js';

export default class LabBoot extends BaseCommand<typeof LabBoot> {
  static override summary = 'Start a host that is off';
  static override description = 'Same disk, same address; it answers SSH when the command returns.';
  static override args = {host: Args.string({required: true, description: 'Name of the host'})};
  static override flags = {
    name: Flags.string({description: 'Lab to use instead of the one named after the cluster', helpValue: 'LAB'}),
  };

  async run(): Promise<{readonly lab: string; readonly host: string}> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, this.args.host);
    await lab.boot(this.args.host);
    this.log(`${this.args.host} is up`);
    return {lab: lab.name, host: this.args.host};
  }
}
