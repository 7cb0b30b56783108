import {closeSync, mkdirSync, openSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {Command, ExecResult, Transport} from './transport.js';

/** One remote command, as one line of the log. Its input never appears, and of a secret one neither does the output. */
interface CommandRecord {
  readonly time: string;
  readonly host: HostName;
  readonly target: string;
  readonly title: string;
  readonly argv: readonly string[];
  readonly changes: boolean;
  readonly ms: number;
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Why there is no answer. */
  readonly failure?: string;
}

export interface CommandLog {
  write(record: CommandRecord): void;
  close(): void;
}

/** NDJSON in a file that only its owner reads. Lines are written at once, so that they survive the end of the process. */
export const openCommandLog = (path: string): CommandLog => {
  const file = opened(path);
  return {
    write: record => void writeSync(file, `${JSON.stringify(record)}\n`),
    close: () => closeSync(file),
  };
};

/** Writes every command to `log` when its answer is there, or when there will be none. */
export const logged = (transport: Transport, log: CommandLog, host: HostName): Transport => ({
  ...transport,
  exec: async (command, options) => {
    const started = new Date();
    const write = (answer: Answer) =>
      log.write({
        time: started.toISOString(),
        host,
        target: transport.target,
        title: command.title,
        argv: command.argv.map(shortened),
        changes: command.changes,
        ms: Date.now() - started.getTime(),
        ...answer,
      });
    try {
      const result = await transport.exec(command, options);
      write(answerOf(command, result));
      return result;
    } catch (error) {
      write({failure: error instanceof Failure ? `${error.code}: ${error.message}` : String(error)});
      throw error;
    }
  },
});

type Answer = Pick<CommandRecord, 'code' | 'stdout' | 'stderr' | 'failure'>;

const answerOf = (command: Command, {code, stdout, stderr}: ExecResult): Answer =>
  command.secret ? {code} : {code, stdout: excerpt(stdout), stderr: excerpt(Buffer.from(stderr))};

/** Scripts travel as an argument; the title says which one it was. */
const shortened = (word: string): string =>
  word.length <= 200 ? word : `${word.slice(0, 80)}… (${word.length} characters)`;

const EXCERPT_BYTES = 8192;

const excerpt = (output: Buffer): string =>
  output.length <= EXCERPT_BYTES
    ? output.toString()
    : `${output.subarray(0, EXCERPT_BYTES).toString()}… ${output.length - EXCERPT_BYTES} bytes more`;

const opened = (path: string): number => {
  try {
    mkdirSync(dirname(path), {recursive: true, mode: 0o700});
    return openSync(path, 'a', 0o600);
  } catch (cause) {
    throw new Failure('log/unwritable', `cannot write the log ${path}: ${(cause as Error).message}`, {
      suggestions: ['name a file in a folder you may write to'],
      cause,
    });
  }
};
