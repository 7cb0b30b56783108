import type {Command, ExecOptions} from './transport.js';

type Watched = Pick<ExecOptions, 'onStdout'> & {readonly command: Command};

/** A command and its listener, through which progress is noticed. */
export interface Progress extends Watched {
  /** What is printed to its errors. */
  readonly onStderr: (chunk: Buffer) => void;
  end(): void;
}

/**
 * Passes all output to the counter, and `stalled` when no input was read and no output was written for `stallMs`. Undefined: it
 * never does.
 */
export const watched = (
  {command, onStdout}: Watched,
  stallMs: number | undefined,
  stalled: (ms: number) => void,
  heard: (chunk: Buffer) => void,
): Progress => {
  const listened = (chunk: Buffer): void => {
    heard(chunk);
    onStdout?.(chunk);
  };
  if (stallMs === undefined) return {command, onStdout: listened, onStderr: heard, end: () => {}};
  const timer = setTimeout(() => stalled(stallMs), stallMs);
  const {stdin} = command;
  const isStream = stdin !== undefined && typeof stdin !== 'string' && !(stdin instanceof Uint8Array);
  return {
    command: isStream ? {...command, stdin: noticed(stdin, () => timer.refresh())} : command,
    onStdout: chunk => {
      timer.refresh();
      listened(chunk);
    },
    onStderr: heard,
    end: () => clearTimeout(timer),
  };
};

/** The next chunk is asked for when the one before was taken. */
async function* noticed(chunks: AsyncIterable<Uint8Array>, notice: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    notice();
    yield chunk;
  }
  notice();
}
