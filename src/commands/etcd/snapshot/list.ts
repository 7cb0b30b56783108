import {wallClock} from '../../../io/clock.js';
import {snapshotsText} from '../../../run/report/snapshots-text.js';
import type {SnapshotList} from '../../../workflows/etcd/list.js';
import {EtcdCommand} from '../../base/etcd.js';

export default class EtcdSnapshotList extends EtcdCommand<typeof EtcdSnapshotList> {
  static override summary = 'Show the snapshots on this machine and on the hosts';
  static override description =
    'Reads each snapshot and compares it with its manifest. Snapshots of other clusters of the same name show by their cluster ID: a restored etcd has a new one. Changes nothing.';
  static override examples = ['<%= config.bin %> etcd snapshot list', '<%= config.bin %> etcd snapshot list --json'];

  async run(): Promise<SnapshotList> {
    const {config, environment} = await this.opened();
    const {listSnapshots} = await import('../../../workflows/etcd/list.js');
    const list = await listSnapshots(config, environment);
    this.log(snapshotsText(list.snapshots, wallClock()));
    for (const {host, why} of list.unknown) this.log(`${host}: could not be asked, and may keep more: ${why}`);
    return list;
  }
}
