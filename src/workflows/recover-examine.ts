import {Failure} from '../core/failure.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {OfflineData, Survivor} from '../core/plan/restore/survivors.js';
import type {Report} from '../run/report/event.js';

interface Examining {
  readonly keepOffline: (member: Survivor) => Promise<OfflineData>;
  readonly report: Report;
}

/**
 * What the members have that do not serve, by host. One whose data gives no snapshot is reported and left out: another one
 * may be usable. Throws the first Failure if none of all survivors is.
 */
export async function examine(
  all: readonly Survivor[],
  {keepOffline, report}: Examining,
): Promise<ReadonlyMap<HostName, OfflineData>> {
  const silent = all.filter(({data: {running}}) => running === undefined);
  const found = new Map<HostName, OfflineData>();
  const failures: Failure[] = [];
  for (const each of silent) {
    const {host} = each.member;
    try {
      const {path, revision} = await keepOffline(each);
      found.set(host, {path, revision});
      report({type: 'step', title: `Snapshot of ${host}, whose member does not serve: ${path}`});
      report({type: 'finding', finding: mayLackLast(host)});
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
      report({type: 'finding', finding: unexamined(host, error)});
    }
  }
  if (failures[0] !== undefined && failures.length === all.length) throw failures[0];
  return found;
}

const mayLackLast = (host: HostName): Finding => ({
  code: 'etcd/snapshot-may-lack-writes',
  level: 'warning',
  message: `${host}: its member does not serve; if it lost power, writes of the last moment before may be missing`,
});

const unexamined = (host: HostName, {message}: Failure): Finding => ({
  code: 'etcd/recover-unexamined',
  level: 'warning',
  message: `${host}: it is unknown what its member has, and it may be newer than the others: ${message}`,
  fix: `answer the question with Enter alone, and find out why on ${host}: \`journalctl --unit=etcd.service\``,
});
