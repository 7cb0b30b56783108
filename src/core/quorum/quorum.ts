/** Votes that etcd needs for every write: more than half. */
export const quorum = (voters: number): number => Math.floor(voters / 2) + 1;

/** Failures of voters that etcd tolerates. */
export const tolerance = (voters: number): number => Math.max(0, voters - quorum(voters));

/** Voters of one etcd cluster at most: each further one makes every write slower. */
export const MOST_VOTERS = 7;

/** Log entries that a learner may be behind the leader when it is promoted. */
export const IN_SYNC_ENTRIES = 100;

/** A change of etcd's members, or a restart of one. Quorum is proven right before it is made. */
export interface MembershipChange {
  /** add: as a learner. promote: a learner to a voter. restart: a voter, which comes back. */
  readonly kind: 'add' | 'promote' | 'remove' | 'restart';
  readonly peerUrl: string;
  /** The name of the new member. etcd itself accepts a name that another member has. */
  readonly name?: string;
  /** The member restarts although etcd is full: this is how its quota is raised. */
  readonly whileFull?: true;
}
