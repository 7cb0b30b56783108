import {Failure} from '../../core/failure.js';
import type {DesiredMember} from '../../core/model/desired.js';
import type {EtcdId, HostName} from '../../core/model/names.js';
import type {EtcdMaintenance} from '../../ports/etcd-maintenance.js';
import {LIMITS} from '../remote/limits.js';
import {printable} from '../transport/printable.js';
import type {HostTransport} from '../transport/transport.js';
import {askMembers} from './ask.js';
import {overviewOf} from './overview.js';

/**
 * Maintenance of the managed members. A change is sent with the id of the member that was seen on the host: another
 * member there refuses it.
 *
 * @param hosts that have a member.
 */
export function etcdMaintenance(
  members: readonly DesiredMember[],
  hosts: () => readonly HostName[],
  transportTo: (host: HostName) => HostTransport,
  scripts: {
    /** Text of templates/host/etcd-status.sh. */
    readonly status: string;
    /** Text of templates/host/etcd-maintain.sh. */
    readonly maintain: string;
  },
): EtcdMaintenance {
  const seen = new Map<HostName, EtcdId>();
  const run = async (host: HostName, title: string, ...words: readonly string[]) => {
    const id = seen.get(host);
    if (id === undefined) throw failed(host, title, 'its member was not seen');
    const argv = ['sh', '-c', scripts.maintain, 'etcd-maintain', id, ...words];
    const {code, stderr} = await transportTo(host).exec({argv, title, changes: true}, {timeoutMs: LIMITS.etcdMaintain});
    if (code === CORRUPT) throw corrupt(host);
    if (code !== 0)
      throw failed(host, title, printable(stderr.trim().split('\n').at(-1) ?? '', 600) || `exit code ${code}`);
  };
  return {
    async overview() {
      const overview = overviewOf(members, await askMembers(hosts(), transportTo, scripts.status));
      for (const {host, id} of overview.members) if (host !== undefined) seen.set(host, id);
      return overview;
    },
    compact: (host, revision) => run(host, `compact etcd at revision ${revision}`, 'compact', revision),
    defragment: host => run(host, 'defragment etcd', 'defrag'),
    disarm: host => run(host, 'disarm the alarms of etcd', 'disarm'),
  };
}

const CORRUPT = 67;

const failed = (host: HostName, title: string, why: string): Failure =>
  new Failure('etcd/maintenance-failed', `${host}: ${title}: ${why}`, {
    suggestions: ['see the members: quorate etcd members', 'then run the same command again'],
  });

const corrupt = (host: HostName): Failure =>
  new Failure('etcd/corrupt', `${host}: etcd has raised a CORRUPT alarm, which is not disarmed together with others`, {
    suggestions: ['see which member is corrupt: quorate etcd alarm list'],
  });
