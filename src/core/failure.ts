import type {Code} from './codes/code.js';

/** The only error that is thrown on purpose; anything else that is thrown is a bug and shows its stack. */
export class Failure extends Error {
  /** Decides what the process exits with: see exitCode(). */
  readonly code: Code;
  readonly suggestions: readonly string[];

  /** @param message what was being done and where, and what happened. */
  constructor(
    code: Code,
    message: string,
    {suggestions = [], cause}: {readonly suggestions?: readonly string[]; readonly cause?: unknown} = {},
  ) {
    super(message, cause === undefined ? {} : {cause});
    this.name = 'Failure';
    this.code = code;
    this.suggestions = suggestions;
  }
}
