import {Parser} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import {ClusterCommand} from '../base/cluster.js';
import {labFlag, labHost} from '../base/lab-args.js';

export default class LabExec extends ClusterCommand<typeof LabExec> {
  static override summary = 'Run a command on a host as root';
  static override description =
    'As with kubectl exec, the command follows `--`. Flags of quorate come before `--`, in any order with the host. Without a command a shell is opened. Works on a partitioned host. The exit code is that of the command.';
  static override usage = 'lab exec HOST [-c FILE] [--name LAB] [-- COMMAND…]';
  static override examples = [
    '<%= config.bin %> lab exec cp1 -- systemctl status etcd',
    '<%= config.bin %> lab exec -c cluster.yaml cp1 -- journalctl -u kubelet -n 20',
    '<%= config.bin %> lab exec cp1',
  ];
  static override enableJsonFlag = false;
  static override args = labHost;
  static override flags = labFlag;

  private command: readonly string[] = [];

  /** The command is separated first: oclif drops `--` and sorts all words by their first occurrence. */
  override async init(): Promise<void> {
    const at = this.argv.indexOf('--');
    if (at === -1) await this.assertNoCommand();
    else {
      this.command = this.argv.slice(at + 1);
      this.argv = this.argv.slice(0, at);
    }
    await super.init();
  }

  async run(): Promise<void> {
    const {chooseLab} = await import('../../lab/hosts/index.js');
    const {host} = this.args;
    const lab = await chooseLab(this.flags, host);
    this.exit(await lab.attach(host, this.command.length > 0 ? this.command : ['bash', '--login']));
  }

  /** Throws Failure usage/invalid for a command that follows the host without `--`. */
  private async assertNoCommand(): Promise<void> {
    const spec = {args: labHost, flags: {...LabExec.baseFlags, ...labFlag}};
    for (let end = 1; end < this.argv.length; end++) {
      const own = this.argv.slice(0, end);
      const parses = await Parser.parse(own, spec).then(
        () => true,
        () => false,
      );
      if (!parses) continue;
      const command = this.argv.slice(end);
      if (command[0]!.startsWith('-')) return;
      throw new Failure('usage/invalid', 'lab exec: the command must follow --', {
        suggestions: [[this.config.bin, 'lab', 'exec', ...own, '--', ...command].map(shellWord).join(' ')],
      });
    }
  }
}

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
