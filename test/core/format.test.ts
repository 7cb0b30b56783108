import {expect, test} from 'vitest';
import {bytes, counted, duration, listed} from '../../src/core/format.js';

test.each([
  [0, '0.0 s'],
  [412, '0.4 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min'],
  [125_000, '2 min 5 s'],
  [3_599_600, '1 h'],
  [3_840_000, '1 h 4 min'],
  [-5, '0.0 s'],
])('%d ms are %s', (ms, text) => expect(duration(ms)).toBe(text));

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_960, '1.0 MB'],
  [84_400_000, '84.4 MB'],
  [2 * 1024 ** 3, '2.1 GB'],
])('%d bytes are %s', (count, text) => expect(bytes(count)).toBe(text));

test('counts in singular and plural', () => {
  expect([counted(0, 'host'), counted(1, 'host'), counted(2, 'binary', 'binaries')]).toEqual([
    '0 hosts',
    '1 host',
    '2 binaries',
  ]);
});

test('lists names, and says how many it leaves out', () => {
  expect(listed([])).toBe('');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b'])).toBe('a and b');
  expect(listed(['a', 'b', 'c', 'd'])).toBe('a, b, c and d');
  expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
});
