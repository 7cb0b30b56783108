import type {MemberOverview} from '../../core/model/etcd-overview.js';
import type {EtcdId, HostName} from '../../core/model/names.js';
import type {SnapshotManifest} from '../../core/model/snapshot-manifest.js';
import {wallClock} from '../../io/clock.js';
import {runningKubernetes} from '../../io/etcd/running-kubernetes.js';
import {manifestOf, withoutLeftovers} from '../../io/etcd/snapshot.js';
import {snapshotHost, type TakenSnapshot, type TrialRestore} from '../../io/etcd/snapshot-host.js';
import {hostScript} from '../../io/remote/host-script.js';
import type {ManagedEtcd} from './managed.js';

/** A snapshot that was taken, as long as it is on the host. */
export interface OnHost {
  readonly host: HostName;
  readonly taken: TakenSnapshot;
  readonly manifest: SnapshotManifest;
  pieces(): AsyncIterable<Uint8Array>;
  prove(): Promise<TrialRestore>;
}

interface Source {
  readonly host: HostName;
  readonly member: Pick<MemberOverview, 'status'>;
  readonly clusterId: EtcdId;
  /** Makes a linearizable read first: it needs quorum. */
  readonly reads: boolean;
}

/** Takes a snapshot on a host and removes it there after its use. */
export async function take<T>(
  {desired, connections, templates}: Pick<ManagedEtcd, 'desired' | 'connections' | 'templates'>,
  {host, member, clusterId, reads}: Source,
  use: (snapshot: OnHost) => Promise<T>,
): Promise<T> {
  const source = snapshotHost(host, connections.to(host), hostScript(templates, 'etcd-snapshot'));
  const taken = await source.take(reads);
  return withoutLeftovers(source, taken, async () => {
    const controlPlanes = desired.controlPlanes.map(each => each.host);
    const manifest = await manifestOf(
      taken,
      {host, clusterId, etcd: member.status?.version ?? 'unknown'},
      {
        clusterName: desired.name,
        kubernetes: () => runningKubernetes(controlPlanes, connections.to, desired.kubernetesVersion),
        now: wallClock,
      },
    );
    return use({host, taken, manifest, pieces: () => source.pieces(taken), prove: () => source.prove(taken)});
  });
}
