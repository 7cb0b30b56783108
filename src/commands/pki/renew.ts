import {Flags} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import {ConvergeCommand} from '../base/converge.js';
import {convergeFlags} from '../base/converge-flags.js';
import type {ConvergeResult} from '../base/converge-result.js';
import {limitFlag} from '../base/limit-flag.js';

export default class PkiRenew extends ConvergeCommand<typeof PkiRenew> {
  static override summary = 'Renew certificates before they are due';
  static override description =
    'Issues the certificates of all hosts again, in kubeconfigs too, with new keys, and restarts what does not read them by itself: one etcd member at a time with proof of quorum, one control plane at a time. All that are older than a day, so that an interrupted renewal continues with what is left; `--expiring-within` leaves out those that are valid for longer. CA certificates stay: `quorate pki rotate-ca` replaces them. `quorate apply` renews what is due.';
  static override examples = [
    '<%= config.bin %> pki renew',
    '<%= config.bin %> pki renew --expiring-within 90',
    '<%= config.bin %> pki renew --issued-before 2026-11-30T12:00:00Z',
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
    'issued-before': Flags.string({
      description: 'Only what was issued before this time, in ISO 8601; by default a day ago',
      helpValue: 'TIME',
    }),
  };

  async run(): Promise<ConvergeResult> {
    const {'expiring-within': withinDays, 'issued-before': time} = this.flags;
    const issuedBefore = time === undefined ? new Date(Date.now() - DAY_MS) : timeOf(time);
    const report = this.report();
    const config = await this.loadCluster(report);
    const {renewCertificates} = await import('../../workflows/renew.js');
    const started = performance.now();
    const outcome = await renewCertificates(
      {issuedBefore, ...(withinDays === undefined ? {} : {withinDays})},
      config,
      this.runOptions(config),
      await this.environment(config.name, report),
    );
    this.show(outcome, report, performance.now() - started);
    return this.ended(outcome);
  }
}

const DAY_MS = 86_400_000;

function timeOf(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new Failure('usage/invalid', `pki renew: --issued-before ${text} is not a time in ISO 8601`, {
    suggestions: [`quorate pki renew --issued-before ${new Date().toISOString().slice(0, 10)}`],
  });
}
