import type {DesiredCluster, DesiredMember} from '../../model/desired.js';

export const ETCD_BOOTSTRAP_ENV = '/etc/etcd/bootstrap.env';

/**
 * What a member needs to find the others when it starts for the first time: `new` while the cluster forms,
 * `existing` ever after. The token follows from the name so that every run writes the same text; what keeps a wiped
 * member from forming a second cluster with the same ids is its marker and the start guard, not the token.
 */
export const etcdBootstrapEnv = (desired: DesiredCluster, member: DesiredMember, state: 'new' | 'existing'): string =>
  text(desired, desired.etcd.some(({host}) => host === member.host) ? desired.etcd : [...desired.etcd, member], state);

/** The same for a member that joins a living cluster: exactly the members there are at that moment, itself among them. */
export const etcdJoinEnv = (desired: DesiredCluster, members: readonly Listed[]): string =>
  text(desired, members, 'existing');

interface Listed {
  readonly host: string;
  readonly peerUrl: string;
}

const text = (desired: DesiredCluster, members: readonly Listed[], state: 'new' | 'existing'): string =>
  [
    `ETCD_INITIAL_CLUSTER=${members.map(({host, peerUrl}) => `${host}=${peerUrl}`).join(',')}`,
    `ETCD_INITIAL_CLUSTER_STATE=${state}`,
    `ETCD_INITIAL_CLUSTER_TOKEN=quorate-${desired.name}`,
    '',
  ].join('\n');
