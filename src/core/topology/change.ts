/** A change to etcd's membership or liveness, for which quorum must be proven at the moment it is made. */
export interface MembershipChange {
  /** add: as a learner. promote: a learner to a voter. restart: a voter, which comes back. */
  readonly kind: 'add' | 'promote' | 'remove' | 'restart';
  readonly peerUrl: string;
  /** The name a newcomer will take; etcd itself would accept one that is taken. */
  readonly name?: string;
}
