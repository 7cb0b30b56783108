import {Failure} from '../../core/failure.js';

export interface Work {
  /** Short, for messages: "kubelet 1.36.3". */
  readonly title: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly suggestions?: readonly string[];
}

/**
 * The output, standard error included, of a program that is expected to succeed.
 * @throws Failure bundle/command with its last lines, interrupted/by-user
 */
export const work = async ({title, argv, cwd, env, signal, suggestions = []}: Work): Promise<string> => {
  const {execa} = await import('execa');
  const [file = '', ...args] = argv;
  const {all, exitCode, failed, isCanceled, shortMessage} = await execa(file, args, {
    all: true,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
    ...(cwd === undefined ? {} : {cwd}),
    ...(env === undefined ? {} : {env}),
    ...(signal === undefined ? {} : {cancelSignal: signal}),
  });
  if (!failed) return all ?? '';
  if (isCanceled)
    throw new Failure('interrupted/by-user', `Building ${title}: interrupted`, {
      suggestions: ['run the same command again to resume'],
    });
  throw new Failure(
    'bundle/command',
    `Building ${title}: ${exitCode === undefined ? shortMessage : `${file} ended with ${exitCode}`}\n${lastLines(all ?? '')}`,
    {
      suggestions: [
        ...suggestions,
        'fix the reason in the message, then run the same command again: it builds only what is missing',
      ],
    },
  );
};

const lastLines = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .filter(line => !line.startsWith('go: downloading '))
    .slice(-12)
    .map(line => `  ${line}`)
    .join('\n');
