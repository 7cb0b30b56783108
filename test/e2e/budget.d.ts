export const TESTS_MS: number;
export const affordsBuild: (given: {
  readonly now: number;
  readonly deadline: number | undefined;
  readonly lastBuildMs: number;
}) => boolean;
