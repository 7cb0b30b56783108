import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../base.js';

export default class LabExec extends BaseCommand<typeof LabExec> {
  static override summary = 'Run a command in a host as root, also while its network is cut';
  static override description = 'Ends with the exit code of the command. Without a command: a shell.';
  static override usage = 'lab exec HOST [--name LAB] -- COMMAND…';
  static override examples = ['<%= config.bin %> lab exec cp-1 -- systemctl status etcd'];
  static override enableJsonFlag = false;
  static override strict = false;
  static override args = {host: Args.string({required: true, description: 'Name of the host'})};
  static override flags = {
    name: Flags.string({description: 'Lab to use instead of the one named after the cluster', helpValue: 'LAB'}),
  };

  async run(): Promise<void> {
    const {argv} = await this.parse(LabExec);
    const [host, ...command] = argv as readonly string[];
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags, host);
    this.exit(await lab.attach(this.args.host, command.length > 0 ? command : ['bash', '--login']));
  }
}
