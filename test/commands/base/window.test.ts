import {expect, test} from 'vitest';
import {windowOf} from '../../../src/commands/base/window.js';

test('a window is a number of workers or a share of them', () => {
  expect(windowOf('3')).toBe(3);
  expect(windowOf('10%')).toEqual({percent: 10});
  expect(windowOf('100%')).toEqual({percent: 100});
});

test.each(['', '0', '0%', '101%', '-1', '1.5', 'all', '10 %'])(
  '%j is none, and it is said what one looks like',
  text => {
    expect(() => windowOf(text)).toThrow(
      expect.objectContaining({
        code: 'usage/window',
        message: `--window ${text}: is neither a number of workers nor a share of them`,
        suggestions: ['--window 3', '--window 10%'],
      }),
    );
  },
);
