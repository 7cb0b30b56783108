/**
 * The command line for a login shell: every word in single quotes, so that nothing is expanded and no word can be
 * an alias, a keyword or an assignment. Quotes and backslashes are outside of the quotes, because fish, unlike sh,
 * interprets a backslash inside them.
 */
export const quote = (argv: readonly string[]): string => {
  const line = argv.map(quoteWord).join(' ');
  const bytes = Buffer.byteLength(line);
  if (bytes > MAX_BYTES)
    throw new TypeError(`a command line of ${bytes} bytes is longer than the kernel of a host takes`);
  return line;
};

/** Linux takes at most 128 KiB as one argument, with its final NUL byte, and the login shell gets the line as one. */
const MAX_BYTES = 128 * 1024 - 1;

const quoteWord = (word: string): string => {
  if (word.includes('\0')) throw new TypeError('an argument of a command cannot contain a NUL byte');
  return `'${word.replace(/['\\]/g, "'\\$&'")}'`;
};
