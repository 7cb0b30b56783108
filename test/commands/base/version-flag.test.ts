import {expect, test} from 'vitest';
import {versionOf} from '../../../src/commands/base/version-flag.js';

test('a version has three numbers and an optional leading v', () => {
  expect(versionOf('to', '1.37.2')).toBe('1.37.2');
  expect(versionOf('to', 'v1.37.2')).toBe('1.37.2');
  expect(versionOf('etcd', '3.7.0-rc.1')).toBe('3.7.0-rc.1');
});

test.each(['', '1', 'latest', '1.x', '1.37.2.1', '1.37.', '../1.37.2', '1.37.2 '])(
  '%j is refused as a version',
  text => {
    expect(() => versionOf('to', text)).toThrow(
      expect.objectContaining({
        code: 'usage/version',
        suggestions: ['--to 1.37.2'],
      }),
    );
  },
);

test('a minor version is refused with the flag and a place for the patch version', () => {
  expect(() => versionOf('etcd', 'v3.7')).toThrow(
    expect.objectContaining({
      code: 'usage/version',
      suggestions: [expect.stringContaining('--etcd 3.7.N')],
    }),
  );
});
