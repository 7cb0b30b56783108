import type {DesiredMember} from '../../core/model/desired.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdClient} from '../../ports/etcd.js';
import type {SnapshotFolder} from '../local/snapshots.js';
import type {HostTransport} from '../transport/transport.js';
import {askMembers} from './ask.js';
import {membershipChanges} from './membership.js';
import {assemble} from './merge-status.js';
import {isReachableByPeers} from './peer-reachability.js';
import {type SnapshotOrigin, snapshots} from './snapshot.js';
import {offlineSnapshotOf, snapshotOf} from './snapshot-of.js';

export interface EtcdScripts {
  /** Text of templates/host/etcd-status.sh. */
  readonly status: string;
  /** Text of templates/host/etcd-change.sh. */
  readonly change: string;
  /** Text of templates/host/etcd-reachable.sh. */
  readonly reachability: string;
  /** Text of templates/host/etcd-snapshot.sh. */
  readonly snapshot: string;
}

/**
 * The etcd cluster, each member asked on its own host.
 *
 * @param hosts the hosts to ask: those of the declared members, and others that have one.
 * @param transportTo the connection to a host.
 * @param folder where snapshots are stored.
 * @param origin what their manifests say.
 */
export function etcdClient(
  members: readonly DesiredMember[],
  hosts: () => readonly HostName[],
  transportTo: (host: HostName) => HostTransport,
  scripts: EtcdScripts,
  folder: SnapshotFolder,
  origin: SnapshotOrigin,
): EtcdClient {
  const state = async () => assemble(members, await askMembers(hosts(), transportTo, scripts.status));
  return {
    state,
    ...membershipChanges(members, transportTo, scripts.change, state),
    ...snapshots(members, transportTo, scripts.snapshot, state, folder, origin),
    snapshotOf: snapshotOf(transportTo, scripts, folder, origin),
    offlineSnapshotOf: offlineSnapshotOf(transportTo, scripts, folder, origin),
    isReachableByPeers: peerUrl => isReachableByPeers(peerUrl, members, transportTo, scripts.reachability, state),
  };
}
