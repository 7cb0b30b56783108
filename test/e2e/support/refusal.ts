import {quorate} from './cli.js';

/** The JSON of a failed run. */
export interface Refusal {
  readonly exit: number | undefined;
  readonly code: string;
  readonly message: string;
  readonly suggestions: readonly string[];
}

/** Runs a command that must fail with one error. @throws with its output if it did not. */
export async function refused(words: readonly string[]): Promise<Refusal> {
  const {code: exit, stdout, stderr} = await quorate([...words, '--json']);
  const {error} = JSON.parse(stdout) as {readonly error?: Omit<Refusal, 'exit'>};
  if (exit === 0 || error === undefined || stderr !== '')
    throw new Error(`quorate ${words.join(' ')} ended with ${exit}, not with one error\n${stdout}\n${stderr}`);
  return {exit, ...error};
}
