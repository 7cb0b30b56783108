import {quote} from '../quote.js';
import type {Wire} from '../transport.js';

/**
 * Runs commands on a host whose login shell is csh or tcsh. These end a command at every newline and replace `!` by
 * their history, both also in quotes. So a command line with anything but printable ASCII, or with an exclamation mark,
 * is escaped for printf and read by sh. That costs the host a process, so other shells get command lines as they are.
 */
export const forCsh = (wire: Wire): Wire => ({
  ...wire,
  exec: (command, options) => wire.exec({...command, argv: withoutNewlines(command.argv)}, options),
});

const withoutNewlines = (argv: readonly string[]): readonly string[] => {
  const line = quote(argv);
  return isPlain(line) ? argv : ['sh', '-c', 'eval "exec $(printf %b "$0")"', escaped(line)];
};

const isPlain = (text: string): boolean => /^[ -~]*$/.test(text) && !text.includes('!');

/** For `printf %b` of every sh. */
const escaped = (line: string): string => {
  let text = '';
  for (const byte of Buffer.from(line)) text += ESCAPES[byte];
  return text;
};

const ESCAPES: readonly string[] = Array.from({length: 256}, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (character === '\n') return '\\n';
  return isPlain(character) && !"'\\".includes(character) ? character : `\\0${byte.toString(8).padStart(3, '0')}`;
});
