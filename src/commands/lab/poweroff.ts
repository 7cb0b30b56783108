import {ClusterCommand} from '../base/cluster.js';
import {labFlag, labHost} from '../base/lab-args.js';

export default class LabPoweroff extends ClusterCommand<typeof LabPoweroff> {
  static override summary = 'Power off a host abruptly';
  static override description = 'All processes are killed at once, without time to write; the disk is kept.';
  static override examples = ['<%= config.bin %> lab poweroff cp1'];
  static override hiddenAliases = ['lab:kill'];
  static override args = labHost;
  static override flags = labFlag;

  async run(): Promise<{readonly lab: string; readonly host: string}> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, this.args.host);
    await lab.kill(this.args.host);
    this.log(`${this.args.host} is powered off`);
    return {lab: lab.name, host: this.args.host};
  }
}
