import {Args, Flags} from '@oclif/core';
import {Failure} from '../core/failure.js';
import {counted, listed} from '../core/format.js';
import type {ClusterConfig} from '../core/model/config.js';
import {type HostName, hostName} from '../core/model/names.js';
import type {Report} from '../run/report/event.js';
import type {ManagedHost, ResetOutcome} from '../workflows/reset.js';
import {yesFlag} from './base/cluster.js';
import {assertConfirmed, confirmFlag} from './base/confirm-name.js';
import {ConvergeCommand} from './base/converge.js';
import {convergeFlags} from './base/converge-flags.js';
import type {ConvergeResult} from './base/converge-result.js';
import {holdingLines, holdingText, resetSummary} from './base/reset-text.js';

export default class Reset extends ConvergeCommand<typeof Reset> {
  static override summary = 'Tear down the cluster, or reset single hosts';
  static override description =
    'Stops the services that quorate started and deletes what it installed, including etcd data, pods and keys. Shows what is deleted and asks for the name of the cluster first. Named hosts are taken out of the cluster before, like with `quorate remove`: drained, their etcd members removed if quorum is kept, their Nodes deleted. If there is no cluster to take them out of, --cluster-id says which one is permanently gone: this one, or another one that left remains on the hosts. Files of quorate that someone changed are moved to /var/lib/quorate-kept, and files that quorate did not write stay where they are.';
  static override examples = [
    '<%= config.bin %> reset --all',
    '<%= config.bin %> reset w1 --dry-run',
    '<%= config.bin %> reset w1 --cluster-id ID',
    '<%= config.bin %> reset --all --confirm production',
  ];
  static override args = {
    hosts: Args.string({multiple: true, ignoreStdin: true, description: 'Names of hosts in the configuration'}),
  };
  static override flags = {
    ...convergeFlags,
    ...yesFlag,
    ...confirmFlag,
    all: Flags.boolean({description: 'Reset every host of the configuration'}),
    'cluster-id': Flags.string({
      description:
        'ID of a cluster that is permanently gone; with --all, its hosts are reset even if the configuration has none of its control planes; repeatable',
      helpValue: 'ID',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'delete-edited': Flags.boolean({description: 'Delete also files of quorate that someone changed'}),
    'accept-reduced-tolerance': Flags.boolean({
      description: 'Allow removing a healthy etcd member even if it lowers fault tolerance',
    }),
    'drain-timeout': Flags.integer({
      description: 'Time limit for evicting the pods of a named host',
      helpValue: 'SECONDS',
      default: 300,
      min: 1,
    }),
  };

  async run(): Promise<ResetOutcome | ConvergeResult> {
    const hosts = [...new Set(this.args.hosts?.map(hostName))];
    this.assertForm(hosts);
    const report = this.report();
    const config = await this.loadCluster(report);
    if (this.flags.confirm !== undefined) assertConfirmed(this.flags.confirm, config.name);
    return hosts.length > 0 && this.flags['cluster-id'] === undefined
      ? this.takeOut(hosts, config, report)
      : this.delete(hosts, config, report);
  }

  /** Hosts of this cluster. */
  private async takeOut(hosts: readonly HostName[], config: ClusterConfig, report: Report): Promise<ConvergeResult> {
    const {holdingsOf, resetOwn} = await import('../workflows/reset-own.js');
    const holdings = await holdingsOf(config, await this.environment(config.name, report), hosts);
    this.list(holdings, report);
    const question = `Take ${listed(hosts, 20)} out of cluster ${config.name}, and delete everything of quorate there?`;
    if (!this.flags['dry-run'] && !(await this.confirmName(question, config.name, this.flags.confirm)))
      throw new Failure('interrupted/not-confirmed', 'Nothing was deleted.');
    return this.converge(
      resetOwn({
        hosts,
        lost: new Set(),
        drainSeconds: this.flags['drain-timeout'],
        acceptReducedTolerance: this.flags['accept-reduced-tolerance'],
        ...(this.flags['delete-edited'] ? {deleteEdited: true} : {}),
      }),
    );
  }

  /** All hosts, or hosts of clusters that are gone. */
  private async delete(hosts: readonly HostName[], config: ClusterConfig, report: Report): Promise<ResetOutcome> {
    const environment = await this.environment(config.name, report);
    const started = performance.now();
    const request = {
      clusterIds: this.flags['cluster-id'] ?? [],
      deleteEdited: this.flags['delete-edited'],
      confirm: async (holdings: readonly ManagedHost[]) => {
        this.list(holdings, report);
        if (this.flags['dry-run']) return false;
        const from = listed(holdings.map(({host}) => host));
        return hosts.length === 0
          ? this.confirmName(
              `Delete cluster ${config.name} with all its data from ${counted(holdings.length, 'host')}?`,
              config.name,
              this.flags.confirm,
            )
          : this.flags.confirm !== undefined ||
              this.confirm(`Delete what clusters that are gone left on ${from}, including all data?`);
      },
    };
    const outcome =
      hosts.length === 0
        ? await (await import('../workflows/reset.js')).resetAll(config, environment, request)
        : await (await import('../workflows/reset-hosts.js')).resetHosts(config, environment, {...request, hosts});
    const summary = resetSummary(outcome, this.flags['dry-run']);
    report({type: 'finished', tookMs: performance.now() - started, summary});
    return outcome;
  }

  private list(holdings: readonly ManagedHost[], report: Report): void {
    const deleteEdited = this.flags['delete-edited'];
    if (this.flags['dry-run']) {
      this.log(`${holdings.map(each => holdingText(each, deleteEdited)).join('\n\n')}\n`);
      return;
    }
    for (const line of holdings.flatMap(each => holdingLines(each, deleteEdited))) report({type: 'step', ...line});
  }

  /** Throws Failure usage/…: a forgotten word must not tear down more than was meant. */
  private assertForm(hosts: readonly HostName[]): void {
    const {bin} = this.config;
    const suggestions = [`${bin} reset --all`, `${bin} reset ${hosts.join(' ') || 'HOST'}`];
    if (this.flags.all && hosts.length > 0)
      throw new Failure('usage/reset-ambiguous', 'reset: pass either --all or names of hosts, not both', {suggestions});
    if (!this.flags.all && hosts.length === 0)
      throw new Failure('usage/reset-ambiguous', 'reset tears down the cluster; pass --all to confirm', {suggestions});
  }
}
