import {Args, Flags} from '@oclif/core';
import {Failure} from '../../core/failure.js';
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
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const lab = await chooseLab(this.flags);
    this.exit(await lab.attach(this.args.host, this.commandAfterDashes()));
  }

  private commandAfterDashes(): readonly string[] {
    const dashes = this.argv.indexOf('--');
    const command = dashes === -1 ? [] : this.argv.slice(dashes + 1);
    if (dashes === -1 && this.argv.filter(word => !word.startsWith('-')).length > 1 && this.flags.name === undefined)
      throw new Failure('usage/no-dashes', 'Running a command in a host: the command has to stand behind two dashes.', {
        suggestions: [`quorate lab exec ${this.args.host} -- COMMAND`],
      });
    return command.length > 0 ? command : ['bash', '--login'];
  }
}
