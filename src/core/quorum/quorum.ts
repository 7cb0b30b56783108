/** Voters that must agree before anything is decided. */
export const quorum = (voters: number): number => Math.floor(voters / 2) + 1;

/** Voters that may be lost while the rest still decide. */
export const tolerance = (voters: number): number => Math.max(0, voters - quorum(voters));

/** Entries a learner may be behind the leader and still be promoted: what it catches up in a moment. */
export const IN_SYNC_ENTRIES = 100;

/** A change to etcd's membership or liveness, for which quorum must be proven at the moment it is made. */
export interface MembershipChange {
  /** add: as a learner. promote: a learner to a voter. restart: a voter, which comes back. */
  readonly kind: 'add' | 'promote' | 'remove' | 'restart';
  readonly peerUrl: string;
  /** The name a newcomer will take; etcd itself would accept one that is taken. */
  readonly name?: string;
}
