/**
 * The only error that is thrown on purpose. The part of `code` before the slash decides the exit code
 * (see EXIT_CODES); anything else that is thrown is a bug and shows its stack.
 */
export class Failure extends Error {
  readonly code: string;
  readonly suggestions: readonly string[];

  /** @param message what was being done and where, and what happened. */
  constructor(
    code: string,
    message: string,
    {suggestions = [], cause}: {readonly suggestions?: readonly string[]; readonly cause?: unknown} = {},
  ) {
    super(message, cause === undefined ? {} : {cause});
    this.name = 'Failure';
    this.code = code;
    this.suggestions = suggestions;
  }
}

/** Failure code area → process exit code. Areas that are not listed exit 1. */
export const EXIT_CODES: Readonly<Record<string, number>> = {
  usage: 2,
  config: 3,
  preflight: 4,
  quorum: 5,
  hosts: 6,
  timeout: 7,
  interrupted: 130,
};

export const exitCode = (code: string): number => EXIT_CODES[code.split('/')[0] ?? ''] ?? 1;
