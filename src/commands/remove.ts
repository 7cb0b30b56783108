import {Args, Flags} from '@oclif/core';
import {Failure} from '../core/failure.js';
import {hostName} from '../core/model/names.js';
import {yesFlag} from './base/cluster.js';
import {ConvergeCommand} from './base/converge.js';
import {convergeFlags} from './base/converge-flags.js';
import type {ConvergeResult} from './base/converge-result.js';

export default class Remove extends ConvergeCommand<typeof Remove> {
  static override summary = 'Remove hosts from the cluster';
  static override description =
    'Drains each host, removes its etcd member if quorum is kept, resets the host and deletes its Node. Asks for confirmation first. Keep the hosts in the configuration until they are removed, and delete them from it afterwards. Name a host that is permanently gone with --lost: nothing is done on that host.';
  static override examples = [
    '<%= config.bin %> remove w2',
    '<%= config.bin %> remove cp3 --dry-run',
    '<%= config.bin %> remove --lost cp1',
  ];
  static override args = {
    hosts: Args.string({multiple: true, ignoreStdin: true, description: 'Names of hosts in the configuration'}),
  };
  static override flags = {
    ...convergeFlags,
    ...yesFlag,
    lost: Flags.string({
      description: 'Host that is permanently gone; repeatable',
      helpValue: 'HOST',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'accept-reduced-tolerance': Flags.boolean({
      description: 'Allow removing a healthy etcd member even if it lowers fault tolerance',
    }),
    'drain-timeout': Flags.integer({
      description: 'Time limit for evicting the pods of a host',
      helpValue: 'SECONDS',
      default: 300,
      min: 1,
    }),
  };

  async run(): Promise<ConvergeResult> {
    const lost = new Set(this.flags.lost?.map(hostName));
    const hosts = [...new Set([...(this.args.hosts ?? []).map(hostName), ...lost])];
    if (hosts.length === 0)
      throw new Failure('usage/remove-no-host', 'remove: no hosts given', {
        suggestions: [`${this.config.bin} remove HOST`, `${this.config.bin} remove --lost HOST`],
      });
    const question = `Remove ${hosts.join(', ')} from the cluster, including all cluster data on ${hosts.length === 1 ? 'it' : 'them'}?`;
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
