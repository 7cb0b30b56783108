/** Whether one of the patterns matches and none of those that begin with `!` does. */
export const patternList = (patterns: readonly string[]): ((text: string) => boolean) => {
  const refused = patterns.filter(pattern => pattern.startsWith('!')).map(pattern => wildcard(pattern.slice(1)));
  const wanted = patterns.filter(pattern => !pattern.startsWith('!')).map(wildcard);
  return text => wanted.some(glob => glob.test(text)) && !refused.some(glob => glob.test(text));
};

/** `*` is any text, `?` any character, everything else itself. */
const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
