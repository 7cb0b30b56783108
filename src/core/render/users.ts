/**
 * The users of services, with groups of the same names. CIS asks for etcd:etcd, and distributions and k0s use these names
 * as well: a user that is there already is used, and a reset leaves it.
 */
export type ServiceUser = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

export const SYSUSERS = '/etc/sysusers.d/quorate.conf';

/** No login, no home: the comment is how a reset recognises a user of quorate. */
export const sysusers = (
  users: readonly ServiceUser[],
): readonly {readonly path: string; readonly mode: string; readonly text: string}[] =>
  users.length === 0
    ? []
    : [{path: SYSUSERS, mode: '644', text: users.map(name => `u ${name} - "quorate ${name}" /\n`).join('')}];
