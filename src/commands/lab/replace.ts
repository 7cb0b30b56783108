import {ClusterCommand} from '../base/cluster.js';
import {labFlag, labHost} from '../base/lab-args.js';

export default class LabReplace extends ClusterCommand<typeof LabReplace> {
  static override summary = 'Replace a host with a new machine';
  static override description =
    'Same name and address, empty disk, new SSH host key. The data on the old disk is lost.';
  static override examples = ['<%= config.bin %> lab replace w1'];
  static override args = labHost;
  static override flags = labFlag;

  async run(): Promise<{readonly lab: string; readonly host: string}> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, this.args.host);
    await lab.replace(this.args.host);
    this.log(`${this.args.host} is replaced by a new machine`);
    return {lab: lab.name, host: this.args.host};
  }
}
