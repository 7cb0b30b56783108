import type {DesiredMember} from '../../core/cluster/desired.js';
import type {HostName} from '../../core/cluster/names.js';
import type {EtcdPort} from '../../run/site.js';
import type {Transport} from '../host/transport.js';
import type {SnapshotFolder} from '../store/snapshots.js';
import {askMembers} from './ask.js';
import {assemble} from './assemble.js';
import {membershipChanges} from './change.js';
import {isHeard} from './heard.js';
import {snapshots} from './snapshot.js';

export interface EtcdScripts {
  /** Text of templates/host/etcd-status.sh. */
  readonly status: string;
  /** Text of templates/host/etcd-change.sh. */
  readonly change: string;
  /** Text of templates/host/etcd-heard.sh. */
  readonly heard: string;
  /** Text of templates/host/etcd-snapshot.sh. */
  readonly snapshot: string;
}

/**
 * The etcd cluster, each member asked on its own host with etcdctl.
 *
 * @param hosts who is asked: the hosts of the members, and others that carry one.
 * @param reach the connection to a host.
 * @param folder where snapshots of it are kept.
 */
export function etcdPort(
  members: readonly DesiredMember[],
  hosts: () => readonly HostName[],
  reach: (host: HostName) => Transport,
  scripts: EtcdScripts,
  folder: SnapshotFolder,
): EtcdPort {
  const state = async () => assemble(members, await askMembers(hosts(), reach, scripts.status));
  return {
    state,
    ...membershipChanges(members, reach, scripts.change, state),
    ...snapshots(members, reach, scripts.snapshot, state, folder),
    isHeard: peerUrl => isHeard(peerUrl, members, reach, scripts.heard, state),
  };
}
