import type {Command, ExecOptions} from './transport.js';

type Watched = Pick<ExecOptions, 'onStdout'> & {readonly command: Command};

/** A command and its listener, through which progress is noticed. */
export interface Progress extends Watched {
  end(): void;
}

/** Calls `stalled` when no input was read and no output was written for `stallMs`. Undefined: it never does. */
export const watched = (
  {command, onStdout}: Watched,
  stallMs: number | undefined,
  stalled: (ms: number) => void,
): Progress => {
  if (stallMs === undefined) return {command, ...(onStdout && {onStdout}), end: () => {}};
  const timer = setTimeout(() => stalled(stallMs), stallMs);
  const {stdin} = command;
  const isStream = stdin !== undefined && typeof stdin !== 'string' && !(stdin instanceof Uint8Array);
  return {
    command: isStream ? {...command, stdin: noticed(stdin, () => timer.refresh())} : command,
    onStdout: chunk => {
      timer.refresh();
      onStdout?.(chunk);
    },
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
