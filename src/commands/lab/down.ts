import {Flags} from '@oclif/core';
import {BaseCommand} from '../base.js';

export default class LabDown extends BaseCommand<typeof LabDown> {
  static override summary = 'Remove the hosts and everything that was made for them';
  static override description =
    'Also clears what a killed `lab up` left. The root file system stays in the cache, for the next lab.';
  static override flags = {
    name: Flags.string({description: 'Lab to use instead of the one named after the cluster', helpValue: 'LAB'}),
  };

  async run(): Promise<{readonly lab: string}> {
    const {chooseLab, remnantsOf} = await import('../../lab/hosts/index.js');
    const {name} = this.flags;
    const lab = name === undefined ? await chooseLab(this.flags) : await remnantsOf(name);
    await lab.down();
    this.log(`lab ${lab.name} is gone`);
    return {lab: lab.name};
  }
}
