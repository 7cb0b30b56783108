import {expect, test} from 'vitest';
import {maxUnavailableOf} from '../../../src/commands/base/max-unavailable.js';

test('--max-unavailable is a number of workers or a percentage', () => {
  expect(maxUnavailableOf('3')).toBe(3);
  expect(maxUnavailableOf('10%')).toEqual({percent: 10});
  expect(maxUnavailableOf('100%')).toEqual({percent: 100});
});

test.each(['', '0', '0%', '101%', '-1', '1.5', 'all', '10 %'])(
  '--max-unavailable %j is refused with examples',
  text => {
    expect(() => maxUnavailableOf(text)).toThrow(
      expect.objectContaining({
        code: 'usage/max-unavailable',
        suggestions: ['--max-unavailable 3', '--max-unavailable 10%'],
      }),
    );
  },
);
