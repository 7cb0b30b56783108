import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {oneLine, printableJson, severalLines} from '../../src/core/printable.js';

/** What moves a cursor, writes a clipboard, breaks a line, or turns the direction of text. */
const HOSTILE = [
  '\u001b]0;title\u0007',
  '\u001b]52;c;aGk=\u0007',
  '\u001b[2J\u001b[H',
  '\u009b2J',
  '\u009d0;title\u009c',
  '\r',
  '\u0000',
  '\u0008',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u2066',
  '\u200f',
  '\ufeff',
  '\ud800',
  '\u{e0041}',
];

const text = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({unit: 'grapheme'})), {maxLength: 8})
  .map(parts => parts.join(''));
const COMMANDING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\p{Cf}\p{Cs}]/u;

test.each(HOSTILE)('%j is not printed', sequence => {
  for (const shown of [oneLine(sequence), severalLines(sequence), printableJson({sequence})])
    expect(shown).not.toMatch(COMMANDING);
});

describe('any text', () => {
  test('is one line without control characters', () => {
    fc.assert(
      fc.property(text, given => {
        expect(oneLine(given)).not.toMatch(COMMANDING);
        expect(oneLine(given)).not.toMatch(/[\n\t]/);
      }),
    );
  });

  test('keeps only line ends and tabs where it has several lines', () => {
    fc.assert(fc.property(text, given => void expect(severalLines(given)).not.toMatch(COMMANDING)));
    expect(severalLines('one\n\ttwo\r\nthree')).toBe('one\n\ttwo\nthree');
  });

  test('is the same text in JSON, in printable characters', () => {
    fc.assert(
      fc.property(text, given => {
        const json = printableJson({[given]: [given]}, 2);
        expect(json).not.toMatch(COMMANDING);
        expect(JSON.parse(json)).toEqual({[given]: [given]});
      }),
    );
  });
});

test('plain texts of every language stay as they are', () => {
  for (const plain of ['Größe', '日本語', 'κόσμος', '→ ✓', '👍'])
    expect([oneLine(plain), severalLines(plain), JSON.parse(printableJson(plain))]).toEqual([plain, plain, plain]);
});
