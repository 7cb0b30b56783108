import {Flags} from '@oclif/core';
import {ClusterCommand} from '../base/cluster.js';
import {labFlag, labHost} from '../base/lab-args.js';

export default class LabPartition extends ClusterCommand<typeof LabPartition> {
  static override summary = 'Disconnect a host from the network';
  static override description =
    'All traffic of the host is dropped while its link stays up, as with a failed switch. `lab exec` still works.';
  static override examples = [
    '<%= config.bin %> lab partition cp1',
    '<%= config.bin %> lab partition cp1 --from cp2 --from cp3',
  ];
  static override hiddenAliases = ['lab:cut'];
  static override args = labHost;
  static override flags = {
    from: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Drop only the traffic with this host; repeatable',
      helpValue: 'HOST',
    }),
    ...labFlag,
  };

  async run(): Promise<{readonly lab: string; readonly host: string}> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, this.args.host);
    await lab.cut(this.args.host, this.flags.from);
    const from = this.flags.from === undefined ? '' : ` from ${this.flags.from.join(' and ')}`;
    this.log(`${this.args.host} is partitioned${from}`);
    return {lab: lab.name, host: this.args.host};
  }
}
