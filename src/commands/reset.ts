import {Args, Flags} from '@oclif/core';
import {Failure} from '../core/failure.js';
import {counted, listed} from '../core/format.js';
import {type HostName, hostName} from '../core/model/names.js';
import type {Report} from '../run/report/event.js';
import type {ManagedHost, ResetOutcome} from '../workflows/reset.js';
import {askPassphrase} from './base/ask-passphrase.js';
import {ClusterCommand, yesFlag} from './base/cluster.js';

export default class Reset extends ClusterCommand<typeof Reset> {
  static override summary = 'Tear down the cluster, or reset hosts of a cluster that is gone';
  static override description =
    'Stops the services that quorate started and deletes what it installed, including etcd data, pods and keys. Shows what is deleted and asks for confirmation first. Name hosts only to delete the remains of another cluster that is permanently gone; --cluster-id is the ID of that cluster. To remove a host from this cluster, use `quorate remove`.';
  static override examples = ['<%= config.bin %> reset --all', '<%= config.bin %> reset w1 --cluster-id ID'];
  static override args = {
    hosts: Args.string({multiple: true, ignoreStdin: true, description: 'Names of hosts in the configuration'}),
  };
  static override flags = {
    ...yesFlag,
    all: Flags.boolean({description: 'Reset every host of the configuration'}),
    'cluster-id': Flags.string({
      description:
        'ID of a cluster that is permanently gone; with --all, its hosts are reset even if the configuration has none of its control planes; repeatable',
      helpValue: 'ID',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };

  async run(): Promise<ResetOutcome> {
    const hosts = [...new Set(this.args.hosts?.map(hostName))];
    this.assertForm(hosts);
    const report = this.report();
    const config = await this.loadCluster(report);
    const log = await this.openLog(config.name);
    const {signal} = this;
    const started = performance.now();
    const surroundings = {env: process.env, report, signal, log, secrets: askPassphrase(signal)};
    const request = {
      clusterIds: this.flags['cluster-id'] ?? [],
      confirm: (holdings: readonly ManagedHost[]) => {
        show(holdings, report);
        const from = listed(holdings.map(({host}) => host));
        return this.confirm(
          hosts.length === 0
            ? `Delete cluster ${config.name} with all its data from ${counted(holdings.length, 'host')}?`
            : `Delete what other clusters left on ${from}, including all data?`,
        );
      },
    };
    const outcome =
      hosts.length === 0
        ? await (await import('../workflows/reset.js')).resetAll(config, surroundings, request)
        : await (await import('../workflows/reset-hosts.js')).resetHosts(config, surroundings, {...request, hosts});
    report({type: 'finished', tookMs: performance.now() - started, summary: summaryOf(outcome)});
    return outcome;
  }

  /** Throws Failure usage/…: a forgotten word must not tear down more than was meant. */
  private assertForm(hosts: readonly HostName[]): void {
    const {bin} = this.config;
    const [all, some] = [`${bin} reset --all`, `${bin} reset ${hosts.join(' ') || 'HOST'} --cluster-id ID`];
    if (this.flags.all && hosts.length > 0)
      throw new Failure('usage/reset-ambiguous', 'reset: pass either --all or names of hosts, not both', {
        suggestions: [all, some],
      });
    if (!this.flags.all && hosts.length === 0)
      throw new Failure('usage/reset-ambiguous', 'reset tears down the cluster; pass --all to confirm', {
        suggestions: [all, some],
      });
    if (hosts.length > 0 && this.flags['cluster-id'] === undefined)
      throw new Failure(
        'usage/reset-no-cluster-id',
        `reset of ${listed(hosts)}: pass --cluster-id with the ID of the cluster that is gone`,
        {
          suggestions: [some, `to remove hosts from a running cluster: ${bin} remove ${hosts.join(' ')}`],
        },
      );
  }
}

function show(holdings: readonly ManagedHost[], report: Report): void {
  for (const {host, identity, files, units, packages} of holdings) {
    const as = identity === undefined || identity.host === host ? '' : ` (${identity.host} of another cluster)`;
    report({
      type: 'step',
      title: `${host}${as}: ${counted(files, 'file')} and all data will be deleted`,
      ...(units.length === 0 ? {} : {detail: units.join(', ')}),
    });
    if (packages.length > 0)
      report({
        type: 'step',
        title: `${host}: ${counted(packages.length, 'package')} will be removed, unless something else needs them`,
        detail: packages.join(', '),
      });
  }
}

const summaryOf = ({ran, holdings}: ResetOutcome): string => {
  if (ran) return `reset: done on ${counted(holdings.length, 'host')}`;
  return holdings.length === 0 ? 'No changes: no host has anything of quorate.' : 'Nothing was deleted.';
};
