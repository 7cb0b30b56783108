import {bytes} from '../../../core/format.js';
import type {DisarmOutcome} from '../../../workflows/etcd/maintain.js';
import {EtcdCommand, maintenanceFlags} from '../../base/etcd.js';

export default class EtcdAlarmDisarm extends EtcdCommand<typeof EtcdAlarmDisarm> {
  static override summary = 'Make a full etcd accept writes again';
  static override description =
    'Discards old revisions (a compaction at the current revision), defragments the members one at a time and the leader last, and disarms the NOSPACE alarm when every database is below its quota. Current objects are not touched. A CORRUPT alarm is not disarmed: the member is to be replaced.';
  static override examples = ['<%= config.bin %> etcd alarm disarm', '<%= config.bin %> etcd alarm disarm --dry-run'];
  static override flags = {...maintenanceFlags};

  async run(): Promise<DisarmOutcome> {
    const {config, environment, report} = await this.opened();
    const {disarmEtcd} = await import('../../../workflows/etcd/maintain.js');
    const started = performance.now();
    const request = {dryRun: this.flags['dry-run'], acceptDowntime: this.flags['accept-downtime']};
    const outcome = await disarmEtcd(config, environment, request);
    if (outcome.ran || outcome.alarms.length === 0)
      report({type: 'finished', tookMs: performance.now() - started, summary: summaryOf(outcome)});
    else for (const line of plannedLines(outcome)) this.log(line);
    return outcome;
  }
}

const summaryOf = ({alarms}: DisarmOutcome): string =>
  alarms.length === 0
    ? 'No changes: etcd has raised no alarm.'
    : `etcd alarm disarm: ${alarms.join(', ')} cleared; etcd accepts writes`;

const plannedLines = ({alarms, compactTo, planned}: Extract<DisarmOutcome, {ran: false}>): readonly string[] => [
  `Alarms: ${alarms.join(', ')}`,
  `Compact etcd at revision ${compactTo}, defragment in this order, then disarm:`,
  ...planned.map(({host, bytesBefore}) => `  ${host}: ${bytes(bytesBefore)}`),
];
