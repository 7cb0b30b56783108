import {Flags} from '@oclif/core';
import {Failure} from '../core/failure.js';
import {counted} from '../core/format.js';
import type {ResetOutcome} from '../workflows/reset.js';
import {askPassphrase} from './base/ask-passphrase.js';
import {BaseCommand} from './base.js';

export default class Reset extends BaseCommand<typeof Reset> {
  static override summary = 'Take the whole cluster off its hosts';
  static override description =
    'Stops what quorate started and removes what it put on the hosts, etcd data, pods and keys included. Says what that is and asks first.';
  static override examples = ['<%= config.bin %> reset --all'];
  static override flags = {
    all: Flags.boolean({description: 'Every host of the configuration; the only form there is so far'}),
    'cluster-id': Flags.string({
      description: 'Reset hosts of the cluster with this id although no control plane of it is in the configuration',
      helpValue: 'ID',
    }),
  };

  async run(): Promise<ResetOutcome> {
    if (!this.flags.all)
      throw new Failure('usage/reset-what', 'reset takes a whole cluster down and wants to be told so', {
        suggestions: [`${this.config.bin} reset --all`],
      });
    const report = this.report();
    const config = await this.loadCluster(report);
    const log = await this.openLog(config.name);
    const {resetAll} = await import('../workflows/reset.js');
    const {signal} = this;
    const started = performance.now();
    const outcome = await resetAll(
      config,
      {env: process.env, report, signal, log, secrets: askPassphrase(signal)},
      {
        clusterId: this.flags['cluster-id'],
        confirm: holdings => {
          for (const {host, files, units} of holdings)
            report({
              type: 'step',
              title: `${host} would lose ${counted(files, 'file')} and all its data`,
              ...(units.length === 0 ? {} : {detail: units.join(', ')}),
            });
          return this.confirm(
            `Remove cluster ${config.name} with all its data from ${counted(holdings.length, 'host')}?`,
          );
        },
      },
    );
    const summary = outcome.ran
      ? `reset: ${counted(outcome.holdings.length, 'host')} as before quorate`
      : outcome.holdings.length === 0
        ? 'Nothing to do: no host carries anything of this tool.'
        : 'Nothing was removed.';
    report({type: 'finished', tookMs: performance.now() - started, summary});
    return outcome;
  }
}
