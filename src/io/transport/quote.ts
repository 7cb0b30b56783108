/**
 * The command line for a login shell: every word in single quotes, so that nothing is expanded and no word can be
 * an alias, a keyword or an assignment. Quotes and backslashes are outside of the quotes, because fish, unlike sh,
 * interprets a backslash inside them.
 */
export const quote = (argv: readonly string[]): string => argv.map(quoteWord).join(' ');

const quoteWord = (word: string): string => {
  if (word.includes('\0')) throw new TypeError('an argument of a command cannot contain a NUL byte');
  return `'${word.replace(/['\\]/g, "'\\$&'")}'`;
};
