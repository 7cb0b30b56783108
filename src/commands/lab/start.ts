import {ClusterCommand} from '../base/cluster.js';
import {labFlag, labHost} from '../base/lab-args.js';

export default class LabStart extends ClusterCommand<typeof LabStart> {
  static override summary = 'Start a powered-off host';
  static override description = 'Same disk and address. Returns when the host answers SSH.';
  static override examples = ['<%= config.bin %> lab start cp1'];
  static override hiddenAliases = ['lab:boot'];
  static override args = labHost;
  static override flags = labFlag;

  async run(): Promise<{readonly lab: string; readonly host: string}> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, this.args.host);
    await lab.boot(this.args.host);
    this.log(`${this.args.host} is running`);
    return {lab: lab.name, host: this.args.host};
  }
}
