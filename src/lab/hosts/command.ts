import {Failure} from '../../core/failure.js';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program of this machine that is expected to succeed, and returns its output.
 * @throws Failure lab/command with the purpose and the output.
 */
export const run = async (purpose: string, argv: readonly string[], stdin?: string): Promise<string> => {
  const {code, stdout, stderr} = await attempt(argv, stdin);
  if (code === 0) return stdout;
  throw new Failure('lab/command', `${purpose}: ${argv[0]}: exit code ${code}: ${stderr.trim() || stdout.trim()}`, {
    suggestions: [`run it by hand to see more: ${argv.join(' ')}`],
  });
};

/** Any exit code is a result; 127 when there is no such program. */
export const attempt = async (argv: readonly string[], stdin: string | Uint8Array = ''): Promise<Outcome> => {
  const {execa} = await import('execa');
  const [file = '', ...args] = argv;
  const {exitCode, stdout, stderr, failed, shortMessage} = await execa(file, args, {
    input: stdin,
    reject: false,
    stripFinalNewline: false,
  });
  return {
    code: exitCode ?? (failed ? 127 : 0),
    stdout,
    stderr: exitCode === undefined ? `${stderr}${shortMessage}` : stderr,
  };
};
