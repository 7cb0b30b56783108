/** A change to etcd's membership or liveness, for which quorum must be proven at the moment it is made. */
export interface MembershipChange {
  readonly kind: 'add' | 'remove' | 'restart';
  readonly peerUrl: string;
}
