import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {Command, ExecResult, Transport} from './transport.js';

/** One remote command, as one line of the log. Its input is never logged, and the output of a secret one neither. */
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
  /** Why there is no result. */
  readonly failure?: string;
}

export interface CommandLog {
  /** Never throws: a command has the same outcome with a log as without. */
  write(record: CommandRecord): void;
}

/** Logs every command with its result or its failure. */
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

/** Scripts are sent as an argument; the title names them. */
const shortened = (word: string): string =>
  word.length <= 200 ? word : `${word.slice(0, 80)}… (${word.length} characters)`;

const EXCERPT_BYTES = 8192;

const excerpt = (output: Buffer): string =>
  output.length <= EXCERPT_BYTES
    ? output.toString()
    : `${output.subarray(0, EXCERPT_BYTES).toString()}… ${output.length - EXCERPT_BYTES} bytes more`;
