import {bytes} from '../../core/format.js';
import type {DefragOutcome} from '../../workflows/etcd/maintain.js';
import {EtcdCommand, maintenanceFlags} from '../base/etcd.js';

export default class EtcdDefrag extends EtcdCommand<typeof EtcdDefrag> {
  static override summary = 'Return free space of the etcd databases to the file system';
  static override description =
    'Defragments the members that have something to reclaim, one at a time and the leader last. A member serves nothing meanwhile, so each must be healthy and in sync again before the next. Nothing is deleted.';
  static override examples = ['<%= config.bin %> etcd defrag', '<%= config.bin %> etcd defrag --dry-run'];
  static override flags = {...maintenanceFlags};

  async run(): Promise<DefragOutcome> {
    const {config, environment, report} = await this.opened();
    const {defragmentEtcd} = await import('../../workflows/etcd/maintain.js');
    const started = performance.now();
    const request = {dryRun: this.flags['dry-run'], acceptDowntime: this.flags['accept-downtime']};
    const outcome = await defragmentEtcd(config, environment, request);
    if (outcome.ran)
      report({type: 'finished', tookMs: performance.now() - started, summary: summaryOf(outcome.members)});
    else for (const line of plannedLines(outcome.planned)) this.log(line);
    return outcome;
  }
}

type Ran = Extract<DefragOutcome, {ran: true}>;
type Shown = Extract<DefragOutcome, {ran: false}>;

function summaryOf(members: Ran['members']): string {
  const down = members.filter(({result}) => result === 'down').map(({host}) => host);
  const reclaimed = members.reduce(
    (sum, {bytesBefore = 0, bytesAfter = 0}) => sum + Math.max(0, bytesBefore - bytesAfter),
    0,
  );
  const notDone = down.length === 0 ? '' : `; not defragmented, because they are down: ${down.join(', ')}`;
  return `etcd defrag: ${bytes(reclaimed)} reclaimed${notDone}`;
}

const plannedLines = (planned: Shown['planned']): readonly string[] =>
  planned.length === 0
    ? ['No member has anything to reclaim.']
    : [
        'Would be defragmented, in this order:',
        ...planned.map(
          ({host, bytesBefore, bytesFree}) => `  ${host}: ${bytes(bytesFree)} of ${bytes(bytesBefore)} are free`,
        ),
      ];
