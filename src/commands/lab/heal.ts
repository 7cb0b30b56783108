import {Flags} from '@oclif/core';
import {ClusterCommand} from '../base/cluster.js';
import {labFlag, labHost} from '../base/lab-args.js';

export default class LabHeal extends ClusterCommand<typeof LabHeal> {
  static override summary = 'Reconnect a partitioned host';
  static override description = 'The network of the host works again at once.';
  static override examples = ['<%= config.bin %> lab heal cp1'];
  static override args = labHost;
  static override flags = {
    from: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Reconnect with this host only; repeatable',
      helpValue: 'HOST',
    }),
    ...labFlag,
  };

  async run(): Promise<{readonly lab: string; readonly host: string}> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, this.args.host);
    await lab.heal(this.args.host, this.flags.from);
    const to = this.flags.from === undefined ? '' : ` with ${this.flags.from.join(' and ')}`;
    this.log(`${this.args.host} is reconnected${to}`);
    return {lab: lab.name, host: this.args.host};
  }
}
