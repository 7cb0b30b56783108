import {Lexer} from 'yaml';
import {own} from '../own.js';
import type {BrokenText} from './broken-text.js';
import {placesOf} from './positions.js';

/** Characters that look like a space or like nothing. */
const INVISIBLE = '\\u00a0\\u00ad\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2064\\u2066-\\u2069\\u3000\\ufeff';
/** Quotes and dashes that word processors write. Inside of a text they may be meant. */
const TYPOGRAPHIC = '\\u2018\\u2019\\u201a\\u201c\\u201d\\u201e\\u00ab\\u00bb';
const DASHES = '\\u2010-\\u2015\\u2212';
const SUSPECT = new RegExp(
  `[${INVISIBLE}]|^[${TYPOGRAPHIC}]|[${TYPOGRAPHIC}]$|(?<=: *|[${INVISIBLE}])[${TYPOGRAPHIC}]|^[${DASHES}](?= |$)`,
  'gm',
);

/** Characters that came with a copied text and that YAML takes for part of a name, each named once. */
export function strayCharacters(text: string): readonly BrokenText[] {
  if (!new RegExp(`[${INVISIBLE}${TYPOGRAPHIC}${DASHES}]`).test(text)) return [];
  const found = new Map<string, number[]>();
  for (const {offset, source} of plainScalars(text)) {
    for (const {0: character, index} of source.matchAll(SUSPECT)) {
      const offsets = found.get(character);
      if (offsets === undefined) found.set(character, [offset + index]);
      else offsets.push(offset + index);
    }
  }
  const placeOf = placesOf(text);
  const lineOf = (offset: number): number => placeOf({offset, length: 1}).line;
  return [...found].map(([character, offsets]) => stray(character, offsets, lineOf));
}

/** Tokens of the lexer that are in no source: start of a document, end of a flow collection, start of a scalar. */
const NOT_IN_SOURCE = ['\x02', '\x18', '\x1f'];

/** Neither comments nor texts in quotes. */
function* plainScalars(text: string): Iterable<{readonly offset: number; readonly source: string}> {
  let offset = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (!isScalar && NOT_IN_SOURCE.includes(token)) {
      isScalar = token === '\x1f';
      continue;
    }
    if (!/^[#"']/.test(token)) yield {offset, source: token};
    offset += token.length;
    isScalar = false;
  }
}

function stray(character: string, offsets: readonly number[], lineOf: (offset: number) => number): BrokenText {
  const [first = 0, ...others] = offsets;
  const lines = [...new Set(others.map(lineOf))];
  const more = others.length === 0 ? '' : `, and ${others.length} more in ${linesText(lines)}`;
  const {name, instead} = kindOf(character);
  return {
    span: {offset: first, length: 1},
    message: `the character ${codePoint(character)} (${name}) is not part of YAML${more}`,
    suggestion: others.length === 0 ? instead : `${instead}, in each of these places`,
  };
}

const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero-width space',
  '\u202f': 'narrow no-break space',
  '\u3000': 'ideographic space',
  '\ufeff': 'byte order mark',
};

function kindOf(character: string): {readonly name: string; readonly instead: string} {
  if (new RegExp(`[${TYPOGRAPHIC}]`).test(character)) return {name: 'a typographic quote', instead: 'type " instead'};
  if (new RegExp(`[${DASHES}]`).test(character)) return {name: 'a typographic dash', instead: 'type - instead'};
  const name = own(NAMES, character) ?? 'an invisible character';
  return /\s/.test(character) && character !== '\ufeff'
    ? {name, instead: 'type a space instead'}
    : {name, instead: 'delete it'};
}

/** U+00A0 */
export const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Invisible characters as dots. */
export const withDots = (text: string): string => text.replace(new RegExp(`[${INVISIBLE}]`, 'g'), '·');

/** The first invisible character of a text in quotes. */
export const invisibleIn = (text: string): string | undefined => new RegExp(`[${INVISIBLE}]`).exec(text)?.[0];

function linesText(lines: readonly number[]): string {
  const shown = lines.slice(0, 5).join(', ');
  return `line${lines.length === 1 ? '' : 's'} ${shown}${lines.length > 5 ? ', …' : ''}`;
}
