import type {DesiredMember} from '../../core/model/desired.js';
import type {Fact} from '../../core/model/fact.js';
import type {EtcdId, HostName} from '../../core/model/names.js';
import type {EtcdMember, EtcdState} from '../../core/model/observed.js';
import type {SnapshotManifest} from '../../core/model/snapshot-manifest.js';
import type {EtcdClient} from '../../ports/etcd.js';
import type {SnapshotFolder} from '../local/snapshots.js';
import type {HostTransport} from '../transport/transport.js';
import {hostOf} from './member-host.js';
import {failed, type SnapshotHost, snapshotHost, type TakenSnapshot} from './snapshot-host.js';

type Snapshots = Pick<EtcdClient, 'snapshot' | 'newestSnapshot'>;

/** What a manifest says besides the snapshot itself. */
export interface SnapshotOrigin {
  readonly clusterName: string;
  /** The version that the API servers run. */
  readonly kubernetes: () => Promise<string>;
  readonly now: () => Date;
}

/**
 * Snapshots are taken through the leader, which has all acknowledged writes, and downloaded in pieces. There is no trial
 * restore: it would load the disk of the leader right before a change that needs it.
 *
 * @param script text of templates/host/etcd-snapshot.sh.
 */
export function snapshots(
  desired: readonly DesiredMember[],
  transportTo: (host: HostName) => HostTransport,
  script: string,
  state: () => Promise<Fact<EtcdState>>,
  folder: SnapshotFolder,
  origin: SnapshotOrigin,
): Snapshots {
  return {
    async snapshot() {
      const {clusterId, host, member} = leaderIn(desired, await state());
      const source = snapshotHost(host, transportTo(host), script);
      const taken = await source.take(true);
      const from = {host, clusterId, etcd: member.version ?? 'unknown'};
      return withoutLeftovers(source, taken, async () => {
        const manifest = await manifestOf(taken, from, origin);
        return folder.keep({manifest, pieces: source.pieces(taken)});
      });
    },
    newestSnapshot: async () => folder.newest(formed(await state()).clusterId),
  };
}

/** Removes the snapshot on its host after its use, and after an error. */
export async function withoutLeftovers<T>(
  source: SnapshotHost,
  taken: TakenSnapshot,
  use: () => Promise<T>,
): Promise<T> {
  const result = await use().catch(async error => {
    // The first error is the one to report. The next snapshot removes what is left of this one.
    await source.remove(taken).catch(() => undefined);
    throw error;
  });
  await source.remove(taken);
  return result;
}

/** @param from the member that it was taken from. */
export async function manifestOf(
  {digest, bytes, revision, encryptionKeys, clusterId}: TakenSnapshot,
  from: {readonly host: HostName; readonly clusterId: EtcdId; readonly etcd: string},
  {clusterName, kubernetes, now}: SnapshotOrigin,
): Promise<SnapshotManifest> {
  return {
    format: 1,
    takenAt: new Date(Math.floor(now().getTime() / 1000) * 1000).toISOString(),
    host: from.host,
    sha256: digest,
    bytes,
    revision,
    etcdClusterId: from.clusterId,
    cluster: {name: clusterName, ...(clusterId === undefined ? {} : {id: clusterId})},
    versions: {etcd: from.etcd, kubernetes: await kubernetes()},
    encryptionKeys,
  };
}

type Formed = Extract<EtcdState, {is: 'formed'}>;

function formed(state: Fact<EtcdState>): Formed {
  if (state.known && state.value.is === 'formed') return state.value;
  throw failed(`the cluster ID of etcd is unknown: ${state.known ? `etcd is ${state.value.is}` : state.why}`);
}

function leaderIn(
  desired: readonly DesiredMember[],
  state: Fact<EtcdState>,
): {readonly clusterId: EtcdId; readonly host: HostName; readonly member: EtcdMember} {
  const {clusterId, members} = formed(state);
  const member = members.find(({leader}) => leader);
  if (member === undefined) throw failed('etcd has no leader');
  const host = hostOf(member, desired);
  if (host === undefined) throw failed(`the leader ${member.peerUrl} is on no host of the configuration`);
  return {clusterId, host, member};
}
