import {Failure} from '../../core/failure.js';

/** An error for people: what happened and what to do next; of a bug, where it happened. Ends with a newline. */
export const errorText = (
  error: Error,
  {verbose = false, logFile}: {readonly verbose?: boolean; readonly logFile?: string | undefined} = {},
): string => {
  const lines = error instanceof Failure ? failureLines(error, verbose) : bugLines(error);
  return `${[...lines, ...(logFile === undefined ? [] : [`Log: ${logFile}`])].join('\n')}\n`;
};

const failureLines = (failure: Failure, verbose: boolean): readonly string[] => [
  `Error: ${failure.message}`,
  ...(verbose ? causes(failure).map(cause => `  because: ${cause.message}`) : []),
  ...(failure.suggestions.length > 0 ? ['Try this:', ...failure.suggestions.map(each => `  - ${each}`)] : []),
];

const bugLines = (error: Error): readonly string[] => [
  'Error: quorate did something it should not have, which is a bug.',
  error.stack ?? `${error.name}: ${error.message}`,
  ...causes(error).map(cause => `  because: ${cause.message}`),
  'Please report it with the lines above.',
];

const causes = (error: Error): readonly Error[] =>
  error.cause instanceof Error ? [error.cause, ...causes(error.cause)] : [];

/** The same for programs: `{"error": {"code", "message", "suggestions"}}`. */
export const errorJson = (error: Error): ErrorJson => ({
  error: {
    code: codeOf(error),
    message: error.message,
    suggestions: error instanceof Failure ? error.suggestions : suggestionsOf(error),
  },
});

interface ErrorJson {
  readonly error: {
    /** `area/what-is-wrong`; "usage/invalid" for unknown flags and arguments, "bug" for what should never happen. */
    readonly code: string;
    readonly message: string;
    readonly suggestions: readonly string[];
  };
}

/** The command line parser's own errors carry what it would exit with. */
const codeOf = (error: Error): string => {
  if (error instanceof Failure) return error.code;
  const {oclif} = error as {oclif?: {exit?: unknown}};
  if (oclif === undefined) return 'bug';
  return oclif.exit === 2 ? 'usage/invalid' : 'failed';
};

const suggestionsOf = (error: Error): readonly string[] => {
  const {suggestions} = error as {suggestions?: unknown};
  return Array.isArray(suggestions) ? suggestions.filter(each => typeof each === 'string') : [];
};
