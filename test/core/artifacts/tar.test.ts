import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {tarEnd, tarHeader, tarPadding} from '../../../src/core/artifacts/tar.js';

test('what is written is what tar lists', () => {
  const content = 'hello';
  const archive = Buffer.concat([
    tarHeader({path: 'a/greeting', mode: 0o755, size: content.length}),
    Buffer.from(content),
    tarPadding(content.length),
    tarEnd(),
  ]);
  const listing = execFileSync('tar', ['--utc', '-tvf', '-'], {input: archive, encoding: 'utf8'});
  expect(listing).toMatch(/^-rwxr-xr-x 0\/0\s+5 1970-01-01 00:00 a\/greeting\n$/);
  expect(execFileSync('tar', ['-xOf', '-', 'a/greeting'], {input: archive, encoding: 'utf8'})).toBe(content);
});

test.each([
  [0, 0],
  [1, 511],
  [511, 1],
  [512, 0],
  [513, 511],
])('a content of %i bytes is filled up with %i', (size, filling) => {
  expect(tarPadding(size)).toHaveLength(filling);
});

test('refuses a path that the format has no room for', () => {
  expect(() => tarHeader({path: 'x'.repeat(101), mode: 0o644, size: 0})).toThrow(RangeError);
});
