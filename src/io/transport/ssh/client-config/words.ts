/** One line of ssh_config. */
export interface Line {
  /** In lower case. */
  readonly keyword: string;
  /** The arguments as OpenSSH splits them; undefined when a quote has no end. */
  readonly words: readonly string[] | undefined;
  /** The arguments as written: a command is not split. */
  readonly text: string;
}

/** Undefined for an empty line and a comment. */
export const lineOf = (source: string): Line | undefined => {
  const [, keyword, rest = ''] =
    /^[ \t]*"?([A-Za-z][A-Za-z0-9]*)"?(?:[ \t]*=[ \t]*|[ \t]+|$)(.*)$/.exec(trimmed(source)) ?? [];
  return keyword === undefined
    ? undefined
    : {keyword: keyword.toLowerCase(), words: wordsOf(rest), text: rest.replace(/^[ \t=]+/, '')};
};

/** OpenSSH reads a line up to a NUL byte. Not by a regular expression, which takes minutes for a line of blanks. */
const trimmed = (source: string): string => {
  const [line = ''] = source.split('\0', 1);
  let end = line.length;
  while (end > 0 && ' \t\r\n\f'.includes(line.charAt(end - 1))) end--;
  return line.slice(0, end);
};

/** Words end at blanks outside of quotes; a `#` where a word would begin starts a comment. */
const wordsOf = (text: string): readonly string[] | undefined => {
  const words: string[] = [];
  for (let at = 0; at < text.length; ) {
    if (/[ \t]/.test(text.charAt(at))) {
      at++;
      continue;
    }
    if (text[at] === '#') break;
    const word = wordAt(text, at);
    if (word === undefined) return undefined;
    words.push(word.value);
    at = word.end;
  }
  return words;
};

/** A backslash escapes quotes and itself, and outside of quotes a blank. */
const wordAt = (text: string, start: number): {readonly value: string; readonly end: number} | undefined => {
  let value = '';
  let quote = '';
  let at = start;
  for (; at < text.length; at++) {
    const [char, next] = [text.charAt(at), text.charAt(at + 1)];
    if (char === '\\' && (/['"\\]/.test(next) || (quote === '' && next === ' '))) value += text.charAt(++at);
    else if (quote === '' && /[ \t]/.test(char)) break;
    else if (quote === '' && /['"]/.test(char)) quote = char;
    else if (char === quote) quote = '';
    else value += char;
  }
  return quote === '' ? {value, end: at} : undefined;
};
