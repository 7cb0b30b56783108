import type {EtcdOverview} from '../../core/model/etcd-overview.js';
import {membersText} from '../../run/report/etcd-members-text.js';
import {EtcdCommand} from '../base/etcd.js';

export default class EtcdMembers extends EtcdCommand<typeof EtcdMembers> {
  static override summary = 'Show the members of etcd';
  static override description =
    'Asks each member on its own host, also when etcd has lost quorum. Shows role, health, version, sizes, how far each is behind the leader, and alarms. Changes nothing.';
  static override examples = ['<%= config.bin %> etcd members', '<%= config.bin %> etcd members --json'];

  async run(): Promise<EtcdOverview> {
    const {config, environment} = await this.opened();
    const {etcdOverview} = await import('../../workflows/etcd/members.js');
    const overview = await etcdOverview(config, environment);
    this.log(membersText(overview));
    return overview;
  }
}
