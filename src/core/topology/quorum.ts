/** Voters that must agree before anything is decided. */
export const quorum = (voters: number): number => Math.floor(voters / 2) + 1;

/** Voters that may be lost while the rest still decide. */
export const tolerance = (voters: number): number => Math.max(0, voters - quorum(voters));
