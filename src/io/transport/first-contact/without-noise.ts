import type {Wire} from '../transport.js';
import {newBoundary} from './boundary.js';

/**
 * Runs commands on a host whose login shell prints text before every command (an `echo` in ~/.bashrc or ~/.cshrc): each
 * command prints a random word first, on both outputs, and what comes before it is dropped.
 */
export const withoutNoise = (wire: Wire): Wire => ({
  ...wire,
  exec: async (command, {onStdout, ...options} = {}) => {
    const {halves, word} = newBoundary();
    const result = await wire.exec(
      {...command, argv: ['sh', '-c', MARKED, 'quorate', ...halves, ...command.argv]},
      {...options, ...(onStdout && {onStdout: after(word, onStdout)})},
    );
    const start = result.stdout.indexOf(word);
    return {
      ...result,
      stdout: start < 0 ? result.stdout : result.stdout.subarray(start + word.length),
      stderr: result.stderr.slice(startOf(result.stderr, word)),
    };
  },
});

const MARKED = 'printf %s%s "$2" "$1"; printf %s%s "$2" "$1" >&2; shift 2; exec "$@"';

const startOf = (text: string, word: string): number => {
  const at = text.indexOf(word);
  return at < 0 ? 0 : at + word.length;
};

/** Passes on what comes after the word. */
const after = (word: string, listen: (chunk: Buffer) => void): ((chunk: Buffer) => void) => {
  let before: Buffer | undefined = Buffer.alloc(0);
  return chunk => {
    if (before === undefined) return listen(chunk);
    const heard: Buffer = Buffer.concat([before, chunk]);
    const at = heard.indexOf(word);
    before = at < 0 ? heard.subarray(-word.length) : undefined;
    if (at >= 0 && at + word.length < heard.length) listen(heard.subarray(at + word.length));
  };
};
