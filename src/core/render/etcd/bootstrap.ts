import {Failure} from '../../failure.js';
import type {DesiredCluster, DesiredMember} from '../../model/desired.js';
import {isPlainMemberText} from '../../model/member-text.js';

export const ETCD_BOOTSTRAP_ENV = '/etc/etcd/bootstrap.env';

/**
 * The environment with which a member finds the others at its first start: state `new` during the bootstrap, `existing`
 * afterwards. The token is derived from the name, so that every run writes the same text. The marker and the start guard
 * prevent a wiped member from bootstrapping a second cluster with the same ids, not the token.
 */
export const etcdBootstrapEnv = (desired: DesiredCluster, member: DesiredMember, state: 'new' | 'existing'): string =>
  text(desired, desired.etcd.some(({host}) => host === member.host) ? desired.etcd : [...desired.etcd, member], state);

/** The same for a member that joins a running cluster: exactly the members of that moment, including itself. */
export const etcdJoinEnv = (desired: DesiredCluster, members: readonly Listed[]): string =>
  text(desired, members, 'existing');

interface Listed {
  readonly host: string;
  readonly peerUrl: string;
}

const text = (desired: DesiredCluster, members: readonly Listed[], state: 'new' | 'existing'): string => {
  for (const member of members) assertPlain(member);
  return [
    `ETCD_INITIAL_CLUSTER=${members.map(({host, peerUrl}) => `${host}=${peerUrl}`).join(',')}`,
    `ETCD_INITIAL_CLUSTER_STATE=${state}`,
    `ETCD_INITIAL_CLUSTER_TOKEN=quorate-${desired.name}`,
    '',
  ].join('\n');
};

function assertPlain({host, peerUrl}: Listed): void {
  if (isPlainMemberText(host) && isPlainMemberText(peerUrl)) return;
  throw new Failure(
    'etcd/unusable-member',
    `writing ${ETCD_BOOTSTRAP_ENV}: the member ${JSON.stringify(host)} at ${JSON.stringify(peerUrl)} has characters that would change other settings of etcd`,
    {
      suggestions: [
        'see the members and who added them: quorate etcd members',
        'remove the member with etcdctl, then run the same command again',
      ],
    },
  );
}
