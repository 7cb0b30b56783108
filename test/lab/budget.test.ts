import {expect, test} from 'vitest';
import {affordsBuild, TESTS_MS} from '../e2e/budget.js';

test.each([
  ['without a deadline', undefined, 10 * TESTS_MS, true],
  ['while the build and the tests fit', 3 * TESTS_MS, TESTS_MS, true],
  ['no more when the tests would not fit behind it', 3 * TESTS_MS, 2 * TESTS_MS + 1, false],
  ['no more behind the deadline', 0, 0, false],
])('another version is built %s', (_, deadline, lastBuildMs, affords) => {
  expect(affordsBuild({now: TESTS_MS, deadline, lastBuildMs})).toBe(affords);
});
