/** Voters that must agree before anything is decided. */
export const quorum = (voters: number): number => Math.floor(voters / 2) + 1;
