import {nameOf} from '../../../core/quorum/defragment.js';
import {alarmRemedy} from '../../../core/quorum/refusals.js';
import {EtcdCommand} from '../../base/etcd.js';

interface AlarmList {
  /** Undefined: unknown, because no member serves. */
  readonly alarms?: readonly {readonly alarm: string; readonly memberId: string; readonly host?: string}[];
}

export default class EtcdAlarmList extends EtcdCommand<typeof EtcdAlarmList> {
  static override summary = 'Show the alarms of etcd';
  static override description =
    'NOSPACE: a database has reached its quota, and etcd accepts only reads and deletions. CORRUPT: the data of a member differs from that of the others. Changes nothing.';
  static override examples = ['<%= config.bin %> etcd alarm list'];

  async run(): Promise<AlarmList> {
    const {config, environment} = await this.opened();
    const {etcdOverview} = await import('../../../workflows/etcd/members.js');
    const {alarms: raised, members} = await etcdOverview(config, environment);
    if (raised === undefined) {
      this.log('The alarms of etcd are unknown: no member serves.');
      return {};
    }
    const alarms = raised.map(text => {
      const [alarm = '', memberId = ''] = text.split(' ');
      const member = members.find(({id}) => id === memberId);
      return {alarm, memberId, ...(member === undefined ? {} : {host: nameOf(member)})};
    });
    if (alarms.length === 0) this.log('etcd has raised no alarm.');
    for (const {alarm, memberId, host} of alarms) this.log(`${alarm}  ${host ?? 'unknown host'}  member ${memberId}`);
    for (const text of raised) this.log(`  ${alarmRemedy(text)}`);
    return {alarms};
  }
}
