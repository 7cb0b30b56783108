import type {HostName} from '../../core/model/names.js';
import type {Snapshot} from '../../ports/etcd.js';
import type {SnapshotFolder} from '../local/snapshots.js';
import type {HostTransport} from '../transport/transport.js';
import {askMembers} from './ask.js';
import {manifestOf, type SnapshotOrigin, withoutLeftovers} from './snapshot.js';
import {failed, snapshotHost} from './snapshot-host.js';

/**
 * A snapshot of the member on one host, which needs no quorum: without it, the member gives what it has applied.
 *
 * @param scripts texts of etcd-status.sh and etcd-snapshot.sh.
 */
export const snapshotOf =
  (
    transportTo: (host: HostName) => HostTransport,
    scripts: {readonly status: string; readonly snapshot: string},
    folder: SnapshotFolder,
    origin: SnapshotOrigin,
  ) =>
  async (host: HostName): Promise<Snapshot> => {
    const report = (await askMembers([host], transportTo, scripts.status)).get(host);
    if (report?.known !== true) throw failed(`${host}: ${report?.why ?? 'it was not asked'}`);
    const {status, why} = report.value;
    if (status === undefined) throw failed(`${host}: its member does not answer: ${why ?? 'no reason given'}`);
    const source = snapshotHost(host, transportTo(host), scripts.snapshot);
    const taken = await source.take(false);
    return withoutLeftovers(source, taken, async () => {
      const manifest = await manifestOf(taken, {host, clusterId: status.clusterId, etcd: status.version}, origin);
      return folder.keep({manifest, pieces: source.pieces(taken)});
    });
  };
