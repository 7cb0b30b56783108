import {ClusterCommand} from '../base/cluster.js';
import {labFlag} from '../base/lab-args.js';

export default class LabDown extends ClusterCommand<typeof LabDown> {
  static override summary = 'Delete the hosts of a lab and everything created for them';
  static override description =
    'Also deletes what an interrupted `lab up` left. The root file system is kept in the cache for the next lab.';
  static override examples = ['<%= config.bin %> lab down', '<%= config.bin %> lab down --name demo'];
  static override flags = labFlag;

  async run(): Promise<{readonly lab: string}> {
    const {chooseLab, remnantsOf} = await import('../../lab/hosts/index.js');
    const {name} = this.flags;
    const lab = name === undefined ? await chooseLab(this.flags) : await remnantsOf(name);
    await lab.down();
    this.log(`lab ${lab.name} is deleted`);
    return {lab: lab.name};
  }
}
