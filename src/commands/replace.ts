import {Args, Flags} from '@oclif/core';
import type {Replacement} from '../core/config/replacement.js';
import type {ReplacementEdit} from '../core/config/replacement-edit.js';
import {Failure} from '../core/failure.js';
import {hostName} from '../core/model/names.js';
import type {OldMachine} from '../workflows/old-machine.js';
import type {ReplaceRequest} from '../workflows/replace-host.js';
import {yesFlag} from './base/cluster.js';
import {ConvergeCommand} from './base/converge.js';
import {convergeFlags} from './base/converge-flags.js';
import type {ConvergeResult} from './base/converge-result.js';

/** What `--json` prints. */
interface ReplaceResult extends ConvergeResult {
  /** alive: it was drained, removed and reset. lost: nothing was done on its machine. */
  readonly oldMachine: OldMachine;
  /** What the command changes in the configuration file, line by line: `+` added, `-` deleted. */
  readonly configuration: readonly string[];
}

export default class Replace extends ConvergeCommand<typeof Replace> {
  static override summary = 'Replace a host by another machine';
  static override description =
    'Takes a host out of the cluster and lets another one join in its place, with its roles, labels and taints. One that does not answer is removed first, once neither etcd nor the API has contact with it; one that answers is drained, removed and reset after the new host has joined. The configuration file is edited: the new host gets the entry of the old one. Give the same name twice for a new machine with the old name.';
  static override examples = [
    '<%= config.bin %> replace cp3 cp4 --address 10.0.0.14',
    '<%= config.bin %> replace cp3 cp3',
    '<%= config.bin %> replace w1 w2 --address 10.0.0.22 --dry-run',
  ];
  static override args = {
    old: Args.string({required: true, ignoreStdin: true, description: 'Name of the host to replace'}),
    new: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'Name of the new host; the same name for a new machine',
    }),
  };
  static override flags = {
    ...convergeFlags,
    ...yesFlag,
    address: Flags.string({description: 'Address of the new host', helpValue: 'ADDRESS'}),
    'ssh-address': Flags.string({
      description: 'Address of the new host for SSH, if it is another',
      helpValue: 'ADDRESS',
    }),
    'ssh-user': Flags.string({description: 'User to log in to the new host as', helpValue: 'USER'}),
    'ssh-port': Flags.integer({description: 'Port of its SSH server', helpValue: 'PORT', min: 1, max: 65535}),
    'accept-reduced-tolerance': Flags.boolean({
      description: 'Allow removing a healthy etcd member even if it lowers fault tolerance',
    }),
    'drain-timeout': Flags.integer({
      description: 'Time limit for evicting the pods of the old host',
      helpValue: 'SECONDS',
      default: 300,
      min: 1,
    }),
  };

  async run(): Promise<ReplaceResult> {
    if (this.flags.config === '-') throw notAFile();
    const report = this.report();
    const replacement = this.replacement();
    const config = await this.loadCluster(report);
    const [{editConfig, readConfigText}, {replacementEdit}, {textDiff}, {replaceHost}] = await Promise.all([
      import('../io/local/config-file.js'),
      import('../core/config/replacement-edit.js'),
      import('../core/config/text-diff.js'),
      import('../workflows/replace-host.js'),
    ]);
    const {content} = await readConfigText(this.flags.config);
    const edit = replacementEdit(content, config, replacement);
    const write = async (from: string, to: string, title: string) => {
      if (await editConfig(this.flags.config, from, to))
        report({type: 'step', title: `${this.flags.config}: ${title}`});
    };
    const request: ReplaceRequest = {
      ...this.runOptions(config),
      replacement,
      edit,
      drainSeconds: this.flags['drain-timeout'],
      acceptReducedTolerance: this.flags['accept-reduced-tolerance'],
      confirm: machine => this.confirmed(replacement, machine),
      begin: () => write(content, edit.begin, beginTitle(replacement, edit)),
      end: () => write(edit.begin, edit.end, `${replacement.old} is deleted`),
    };
    const started = performance.now();
    const outcome = await replaceHost(config, request, await this.environment(config.name, report));
    const diff = textDiff(content, edit.end);
    this.show(outcome, report, performance.now() - started, viewOf(this.flags.config, diff));
    return {...this.ended(outcome), oldMachine: outcome.machine, configuration: diff};
  }

  private replacement(): Replacement {
    const {address, 'ssh-address': sshAddress, 'ssh-user': sshUser, 'ssh-port': sshPort} = this.flags;
    return {
      old: hostName(this.args.old),
      name: hostName(this.args.new),
      ...(address === undefined ? {} : {address}),
      ...(sshAddress === undefined ? {} : {sshAddress}),
      ...(sshUser === undefined ? {} : {sshUser}),
      ...(sshPort === undefined ? {} : {sshPort}),
    };
  }

  private async confirmed(replacement: Replacement, machine: OldMachine): Promise<void> {
    if (!(await this.confirm(question(replacement, machine))))
      throw new Failure('interrupted/not-confirmed', 'Nothing was replaced.');
  }
}

function question({old, name}: Replacement, machine: OldMachine): string {
  if (old === name)
    return `Is the data of the old machine of ${old} lost for good? Its etcd member is removed, and ${name} joins as a new one.`;
  return machine === 'alive'
    ? `Replace ${old} by ${name}? When ${name} has joined, ${old} is drained, removed and reset, including all cluster data on it.`
    : `${old} does not answer. Is it lost for good? It is removed from the cluster, and ${name} takes its place.`;
}

const beginTitle = ({old, name}: Replacement, {exchanges}: ReplacementEdit): string =>
  exchanges || old === name ? `${name} has the entry of ${old}` : `${name} is added, with the entry of ${old}`;

const viewOf = (file: string, diff: readonly string[]): string =>
  diff.length === 0 ? '' : [`Changes of ${file}:`, ...diff.map(line => `  ${line}`)].join('\n');

const notAFile = (): Failure =>
  new Failure('config/hosts-not-editable', 'cannot edit spec.hosts: the configuration comes from standard input', {
    suggestions: ['name a file with --config FILE'],
  });
