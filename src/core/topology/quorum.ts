/** Voters that must agree before anything is decided. */
export const quorum = (voters: number): number => Math.floor(voters / 2) + 1;

/** Voters that may be lost before nothing can be decided any more. */
export const tolerance = (voters: number): number => voters - quorum(voters);
