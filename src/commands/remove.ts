import {Args, Flags} from '@oclif/core';
import {hostName} from '../core/cluster/names.js';
import {Failure} from '../core/failure.js';
import {ConvergeCommand} from './base/converge.js';
import {convergeFlags} from './base/converge-flags.js';
import type {ConvergeResult} from './base/converge-result.js';

export default class Remove extends ConvergeCommand<typeof Remove> {
  static override summary = 'Take hosts out of the running cluster for good';
  static override description =
    'Drains each host, removes its etcd member under a proof of quorum, takes everything of the cluster off it and deletes its node. The hosts stay in the configuration until they are removed, and are taken out of it afterwards. A host that is gone for good is named with --lost: nothing is done on it.';
  static override examples = [
    '<%= config.bin %> remove w2',
    '<%= config.bin %> remove cp3 --dry-run',
    '<%= config.bin %> remove --lost cp1',
  ];
  static override strict = false;
  static override args = {hosts: Args.string({description: 'Names of hosts in the configuration'})};
  static override flags = {
    ...convergeFlags,
    lost: Flags.string({
      description: 'A host that will never answer again; may be given more than once',
      helpValue: 'HOST',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
    'accept-reduced-tolerance': Flags.boolean({
      description: 'Remove a healthy member of etcd, although fewer failures are survived without it',
    }),
    'drain-timeout': Flags.integer({
      description: 'How long the pods of a host may take to go elsewhere',
      helpValue: 'SECONDS',
      default: 300,
      min: 1,
    }),
  };

  async run(): Promise<ConvergeResult> {
    const {argv} = await this.parse(Remove);
    const lost = new Set(this.flags.lost.map(hostName));
    const hosts = [...new Set([...(argv as readonly string[]).map(hostName), ...lost])];
    if (hosts.length === 0)
      throw new Failure('usage/remove-whom', 'remove wants to be told which hosts are to go', {
        suggestions: [`${this.config.bin} remove HOST`, `${this.config.bin} remove --lost HOST`],
      });
    const question = `Remove ${hosts.join(', ')} with all data of the cluster on ${hosts.length === 1 ? 'it' : 'them'}?`;
    if (!this.flags['dry-run'] && !(await this.confirm(question)))
      throw new Failure('interrupted/not-confirmed', 'Nothing was removed.');
    const {remove} = await import('../workflows/remove.js');
    return this.converge(
      remove({
        hosts,
        lost,
        drainSeconds: this.flags['drain-timeout'],
        acceptReducedTolerance: this.flags['accept-reduced-tolerance'],
      }),
    );
  }
}
