import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {quote} from '../../../src/io/transport/quote.js';

const seenBy = (shell: string, argv: readonly string[]): string[] => {
  const printed = execFileSync(shell, ['-c', quote(['printf', '%s\\0', ...argv])], {encoding: 'utf8'});
  return printed.split('\0').slice(0, -1);
};

const word = fc
  .oneof(fc.string({unit: 'binary'}), fc.string({unit: fc.constantFrom(...'\'"\\$`! \n\t*?[]{}~#&;|<>()=%-a')}))
  .filter(text => !text.includes('\0'));

test('a shell receives every argument unchanged', () => {
  fc.assert(
    fc.property(fc.array(word, {minLength: 1, maxLength: 8}), argv => {
      expect(seenBy('sh', argv)).toEqual(argv);
    }),
    {numRuns: 150},
  );
});

test('quotes and backslashes are outside of the single quotes, where fish and sh agree', () => {
  expect(quote(["it's", 'a\\b', ''])).toBe(String.raw`'it'\''s' 'a'\\'b' ''`);
});

test('a NUL byte is refused', () => {
  expect(() => quote(['a\0b'])).toThrow('NUL');
});

test('a line that is longer than one argument may be is refused', () => {
  expect(seenBy('sh', ['a'.repeat(128 * 1024 - 22)])).toEqual(['a'.repeat(128 * 1024 - 22)]);
  expect(() => quote(['a'.repeat(128 * 1024)])).toThrow('longer than the kernel');
});
