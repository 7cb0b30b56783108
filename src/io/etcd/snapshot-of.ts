import type {HostName} from '../../core/model/names.js';
import type {Snapshot, StoppedMember} from '../../ports/etcd.js';
import type {SnapshotFolder} from '../local/snapshots.js';
import type {HostTransport} from '../transport/transport.js';
import {askMembers} from './ask.js';
import {manifestOf, type SnapshotOrigin, withoutLeftovers} from './snapshot.js';
import {failed, type SnapshotHost, snapshotHost, type TakenSnapshot} from './snapshot-host.js';

/**
 * A snapshot of the member on one host, which needs no quorum: without it, the member gives what it has applied.
 *
 * @param scripts texts of etcd-status.sh and etcd-snapshot.sh.
 */
export const snapshotOf =
  (transportTo: TransportTo, scripts: Scripts, folder: SnapshotFolder, origin: SnapshotOrigin) =>
  async (host: HostName): Promise<Snapshot> => {
    const report = (await askMembers([host], transportTo, scripts.status)).get(host);
    if (report?.known !== true) throw failed(`${host}: ${report?.why ?? 'it was not asked'}`);
    const {status, why} = report.value;
    if (status === undefined) throw failed(`${host}: its member does not answer: ${why ?? 'no reason given'}`);
    const source = snapshotHost(host, transportTo(host), scripts.snapshot);
    const from = {host, clusterId: status.clusterId, etcd: status.version};
    return kept(source, await source.take(false), from, {folder, origin});
  };

/** The same from the data of a member that does not serve. */
export const offlineSnapshotOf =
  (transportTo: TransportTo, scripts: Scripts, folder: SnapshotFolder, origin: SnapshotOrigin) =>
  async (host: HostName, member: StoppedMember): Promise<Snapshot> => {
    const source = snapshotHost(host, transportTo(host), scripts.snapshot);
    return kept(source, await source.takeOffline(), {host, ...member}, {folder, origin});
  };

type TransportTo = (host: HostName) => HostTransport;

interface Scripts {
  readonly status: string;
  readonly snapshot: string;
}

const kept = (
  source: SnapshotHost,
  taken: TakenSnapshot,
  from: Parameters<typeof manifestOf>[1],
  {folder, origin}: {readonly folder: SnapshotFolder; readonly origin: SnapshotOrigin},
): Promise<Snapshot> =>
  withoutLeftovers(source, taken, async () =>
    folder.keep({manifest: await manifestOf(taken, from, origin), pieces: source.pieces(taken)}),
  );
