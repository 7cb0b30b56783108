import type {DesiredMember} from '../../core/cluster/desired.js';
import type {HostName} from '../../core/cluster/names.js';
import type {EtcdPort} from '../../run/site.js';
import type {Transport} from '../host/transport.js';
import {askMembers} from './ask.js';
import {assemble} from './assemble.js';
import {membershipChanges} from './change.js';
import {isHeard} from './heard.js';

export interface EtcdScripts {
  /** Text of templates/host/etcd-status.sh. */
  readonly status: string;
  /** Text of templates/host/etcd-change.sh. */
  readonly change: string;
  /** Text of templates/host/etcd-heard.sh. */
  readonly heard: string;
}

/**
 * The etcd cluster, each member asked on its own host with etcdctl.
 *
 * @param reach the connection to a host.
 */
export function etcdPort(
  members: readonly DesiredMember[],
  reach: (host: HostName) => Transport,
  scripts: EtcdScripts,
): EtcdPort {
  const state = async () => assemble(members, await askMembers(members, reach, scripts.status));
  return {
    state,
    ...membershipChanges(members, reach, scripts.change, state),
    isHeard: peerUrl => isHeard(peerUrl, members, reach, scripts.heard, state),
  };
}
