import {duration} from '../../../core/format.js';
import {wallClock} from '../../../io/clock.js';
import {snapshotsText} from '../../../run/report/snapshots-text.js';
import type {ScheduleOutcome} from '../../../workflows/etcd/schedule.js';
import {EtcdCommand} from '../../base/etcd.js';

export default class EtcdSnapshotSchedule extends EtcdCommand<typeof EtcdSnapshotSchedule> {
  static override summary = 'Show which snapshots etcd takes by itself';
  static override description =
    'The schedule is spec.etcd.snapshots of the configuration, and `quorate apply` installs it: a timer on every member, and the member that leads takes the snapshot. Shows the schedule, and the newest good snapshot on each host. Changes nothing.';
  static override examples = ['<%= config.bin %> etcd snapshot schedule'];

  async run(): Promise<ScheduleOutcome> {
    const {config, environment} = await this.opened();
    const {showSchedule} = await import('../../../workflows/etcd/schedule.js');
    const outcome = await showSchedule(config, environment);
    this.log(scheduleLine(outcome));
    if (outcome.newest.length > 0)
      this.log(`\nThe newest on each host:\n${snapshotsText(outcome.newest, wallClock())}`);
    for (const {host, why} of outcome.unknown) this.log(`${host}: could not be asked: ${why}`);
    return outcome;
  }
}

const scheduleLine = ({schedule}: ScheduleOutcome): string => {
  if (schedule === undefined) return 'No snapshots are scheduled: the configuration has no spec.etcd.snapshots.';
  const {everySeconds, keepSeconds, encrypted, next} = schedule;
  return `Every ${duration(everySeconds * 1000)}, kept for ${duration(keepSeconds * 1000)}${encrypted ? ', encrypted on the host' : ''}; the next at ${next.replace('.000Z', 'Z')}.`;
};
