// What a run of the lab's tests can afford. Times are milliseconds of one clock.

/** What the tests take beside the builds, with room for a machine that is slower than yesterday's. */
export const TESTS_MS = 30 * 60_000;

/**
 * Whether there is time for one more build of Kubernetes, when an earlier one took so long.
 *
 * @param deadline undefined: there is none.
 */
export const affordsBuild = ({now, deadline, lastBuildMs}) =>
  deadline === undefined || now + lastBuildMs + TESTS_MS <= deadline;
