import {expect, test} from 'vitest';
import {versionOf} from '../../../src/commands/base/version-flag.js';

test('a version is three numbers, and may begin with a v', () => {
  expect(versionOf('to', '1.37.2')).toBe('1.37.2');
  expect(versionOf('to', 'v1.37.2')).toBe('1.37.2');
  expect(versionOf('etcd', '3.7.0-rc.1')).toBe('3.7.0-rc.1');
});

test.each(['', '1', 'latest', '1.x', '1.37.2.1', '1.37.', '../1.37.2', '1.37.2 '])('%j is none', text => {
  expect(() => versionOf('to', text)).toThrow(
    expect.objectContaining({
      code: 'usage/version',
      message: `--to ${text}: is not a whole version such as 1.37.2`,
      suggestions: ['--to 1.37.2'],
    }),
  );
});

test('of a minor alone it is said what is missing', () => {
  expect(() => versionOf('etcd', 'v3.7')).toThrow(
    expect.objectContaining({
      message: '--etcd v3.7: is not a whole version such as 3.7.3',
      suggestions: ['name the patch version too: --etcd 3.7.N'],
    }),
  );
});
