import {Flags} from '@oclif/core';
import {ConvergeCommand} from '../base/converge.js';
import {convergeFlags} from '../base/converge-flags.js';
import type {ConvergeResult} from '../base/converge-result.js';
import {limitFlag} from '../base/limit-flag.js';

export default class PkiRenew extends ConvergeCommand<typeof PkiRenew> {
  static override summary = 'Renew certificates before they are due';
  static override description =
    'Issues the certificates of all hosts again, in kubeconfigs too, with new keys, and restarts what does not read them by itself: one etcd member at a time with proof of quorum, one control plane at a time. Without --expiring-within, all that are older than a day, so that an interrupted renewal continues with what is left. CA certificates stay: `quorate pki rotate-ca` replaces them. `quorate apply` renews what is due.';
  static override examples = [
    '<%= config.bin %> pki renew',
    '<%= config.bin %> pki renew --expiring-within 90',
    '<%= config.bin %> pki renew --limit w1,w2 --dry-run',
  ];
  static override flags = {
    ...convergeFlags,
    ...limitFlag,
    'expiring-within': Flags.integer({
      description: 'Only what expires within these days',
      helpValue: 'DAYS',
      min: 1,
      max: 36_500,
    }),
  };

  async run(): Promise<ConvergeResult> {
    const {'expiring-within': withinDays} = this.flags;
    const report = this.report();
    const config = await this.loadCluster(report);
    const {renewCertificates} = await import('../../workflows/renew.js');
    const started = performance.now();
    const outcome = await renewCertificates(
      withinDays === undefined ? {olderThanDays: 1} : {withinDays},
      config,
      this.runOptions(config),
      await this.environment(config.name, report),
    );
    this.show(outcome, report, performance.now() - started);
    return this.ended(outcome);
  }
}
