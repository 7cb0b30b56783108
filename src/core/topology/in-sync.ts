/** Entries a learner may be behind the leader and still be promoted: what it catches up in a moment. */
export const IN_SYNC_ENTRIES = 100;
