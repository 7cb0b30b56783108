/**
 * Texts of hosts are shown on terminals, in browsers and in logs. There they could move the cursor, write the clipboard,
 * hide what was printed before, or pretend to be a line of quorate. So everything that quorate prints passes one of these
 * functions: without control characters, characters that change the direction of text, and characters that XML forbids.
 */

/** For a cell, a label or a part of a sentence. */
export const oneLine = (text: string): string => text.replace(BREAKS, ' ').replace(CONTROL, '\ufffd');

/** For a text that has lines: line ends and tabs stay. */
export const severalLines = (text: string): string =>
  text.replace(OTHER_BREAKS, '\n').replace(CONTROL, found => (found === '\n' || found === '\t' ? found : '\ufffd'));

/** JSON leaves the control characters of ISO 6429, line separators and directions as they are: here they are escaped. */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(UNESCAPED, escaped);

const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const OTHER_BREAKS = /\r\n|[\v\f\u0085\u2028\u2029]/g;
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]/gu;
const UNESCAPED = /[\u007f-\u009f\u2028\u2029\p{Cf}\ufffe\uffff]/gu;

const escaped = (character: string): string =>
  Array.from(
    {length: character.length},
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
