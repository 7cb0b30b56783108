import {fileURLToPath} from 'node:url';
import {execa} from 'execa';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface CliResult {
  /** undefined when it was ended by a signal. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** The built command line tool, as a user runs it. */
export async function quorate(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const started = performance.now();
  const {exitCode, signal, stdout, stderr} = await begun(words, env);
  return {code: exitCode, signal, stdout, stderr, tookMs: performance.now() - started};
}

/** The same in the background, to be killed while it runs. */
export const begun = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execa('node', ['bin/run.js', ...words], {
    cwd: ROOT,
    env: {CI: 'true', NO_COLOR: '1', ...env},
    reject: false,
    stdin: 'ignore',
  });

/** @throws with the output if the command failed. */
export async function succeed(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const result = await quorate(words, env);
  if (result.code === 0) return result;
  throw new Error(
    `quorate ${words.join(' ')} ended with ${result.code ?? result.signal}\n${result.stdout}\n${result.stderr}`,
  );
}
