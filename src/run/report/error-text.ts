import type {Code} from '../../core/codes/code.js';
import {Failure} from '../../core/failure.js';
import {oneLine, severalLines} from '../../core/printable.js';

/** An error for people: what happened and what to do next; for a bug, its stack. Ends with a newline. */
export const errorText = (
  error: Error,
  {verbose = false, logFile}: {readonly verbose?: boolean; readonly logFile?: string | undefined} = {},
): string => {
  const lines = error instanceof Failure ? failureLines(error, verbose) : bugLines(error);
  return severalLines(`${[...lines, ...(logFile === undefined ? [] : [`Log: ${logFile}`])].join('\n')}\n`);
};

const failureLines = (failure: Failure, verbose: boolean): readonly string[] => [
  `Error: ${failure.message}`,
  ...(verbose ? causes(failure).map(cause => `  because: ${cause.message}`) : []),
  ...(failure.suggestions.length > 0 ? ['Try this:', ...failure.suggestions.map(each => `  - ${oneLine(each)}`)] : []),
];

const bugLines = (error: Error): readonly string[] => [
  'Error: internal error; this is a bug in quorate.',
  error.stack ?? `${error.name}: ${error.message}`,
  ...causes(error).map(cause => `  because: ${cause.message}`),
  'Please report it with these lines.',
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

export interface ErrorJson {
  readonly error: {
    /** `area/name`; "usage/invalid" for unknown flags and arguments, "internal/bug" for bugs. */
    readonly code: Code;
    readonly message: string;
    readonly suggestions: readonly string[];
  };
}

/** Errors of the command line parser have the exit code that it would use. */
const codeOf = (error: Error): Code => {
  if (error instanceof Failure) return error.code;
  const {oclif} = error as {oclif?: {exit?: unknown}};
  if (oclif === undefined) return 'internal/bug';
  return oclif.exit === 2 ? 'usage/invalid' : 'internal/command-line';
};

const suggestionsOf = (error: Error): readonly string[] => {
  const {suggestions} = error as {suggestions?: unknown};
  return Array.isArray(suggestions) ? suggestions.filter(each => typeof each === 'string') : [];
};
