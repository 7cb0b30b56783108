import {Args, Flags} from '@oclif/core';
import {type HostName, hostName} from '../core/cluster/names.js';
import {Failure} from '../core/failure.js';
import {counted, listed} from '../core/format.js';
import type {Report} from '../run/report/event.js';
import type {Holding, ResetOutcome} from '../workflows/reset.js';
import {askPassphrase} from './base/ask-passphrase.js';
import {BaseCommand} from './base.js';

export default class Reset extends BaseCommand<typeof Reset> {
  static override summary = 'Take the whole cluster off its hosts, or what is left of a dead one off some of them';
  static override description =
    'Stops what quorate started and removes what it put on the hosts, etcd data, pods and keys included. Says what that is and asks first. Hosts are named only to take off them what is left of another cluster that is gone for good, whose id is given; a host of this cluster leaves it by remove.';
  static override examples = ['<%= config.bin %> reset --all', '<%= config.bin %> reset w1 --cluster-id ID'];
  static override strict = false;
  static override args = {hosts: Args.string({description: 'Names of hosts in the configuration'})};
  static override flags = {
    all: Flags.boolean({description: 'Every host of the configuration'}),
    'cluster-id': Flags.string({
      description:
        'A cluster that is gone for good: with --all, its hosts are reset although no control plane of it is in the configuration; may be given more than once',
      helpValue: 'ID',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
  };

  async run(): Promise<ResetOutcome> {
    const {argv} = await this.parse(Reset);
    const hosts = [...new Set((argv as readonly string[]).map(hostName))];
    this.assertForm(hosts);
    const report = this.report();
    const config = await this.loadCluster(report);
    const log = await this.openLog(config.name);
    const {signal} = this;
    const started = performance.now();
    const surroundings = {env: process.env, report, signal, log, secrets: askPassphrase(signal)};
    const request = {
      clusterIds: this.flags['cluster-id'],
      confirm: (holdings: readonly Holding[]) => {
        show(holdings, report);
        const from = listed(holdings.map(({host}) => host));
        return this.confirm(
          hosts.length === 0
            ? `Remove cluster ${config.name} with all its data from ${counted(holdings.length, 'host')}?`
            : `Remove what is left of other clusters, with all its data, from ${from}?`,
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

  /** Throws Failure usage/…: nobody takes more down than was meant because a word was forgotten. */
  private assertForm(hosts: readonly HostName[]): void {
    const {bin} = this.config;
    const [all, some] = [`${bin} reset --all`, `${bin} reset ${hosts.join(' ') || 'HOST'} --cluster-id ID`];
    if (this.flags.all && hosts.length > 0)
      throw new Failure('usage/reset-what', 'reset takes either --all or names of hosts', {suggestions: [all, some]});
    if (!this.flags.all && hosts.length === 0)
      throw new Failure('usage/reset-what', 'reset wants to be told what is to go', {suggestions: [all, some]});
    if (hosts.length > 0 && this.flags['cluster-id'].length === 0)
      throw new Failure('usage/reset-whose', `reset of ${listed(hosts)} wants the id of the cluster that is gone`, {
        suggestions: [some, `${bin} remove ${hosts.join(' ')} takes hosts out of a cluster that lives`],
      });
  }
}

function show(holdings: readonly Holding[], report: Report): void {
  for (const {host, identity, files, units} of holdings) {
    const as =
      identity === undefined || identity.host === host ? '' : `, which is ${identity.host} of another cluster,`;
    report({
      type: 'step',
      title: `${host}${as} would lose ${counted(files, 'file')} and all its data`,
      ...(units.length === 0 ? {} : {detail: units.join(', ')}),
    });
  }
}

const summaryOf = ({ran, holdings}: ResetOutcome): string => {
  if (ran) return `reset: ${counted(holdings.length, 'host')} as before quorate`;
  return holdings.length === 0 ? 'Nothing to do: no host carries anything of this tool.' : 'Nothing was removed.';
};
