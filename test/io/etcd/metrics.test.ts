import {expect, test} from 'vitest';
import {meanBetweenMs, p99Ms} from '../../../src/io/etcd/metrics.js';

const histogram = (buckets: Readonly<Record<string, number>>) =>
  Object.entries(buckets)
    .map(([le, count]) => `wal_seconds_bucket{le="${le}"} ${count}`)
    .join('\n');

test.each([
  ['all in the first bucket', {'0.001': 100, '0.002': 100, '+Inf': 100}, 1],
  ['the hundredth part in the second', {'0.001': 98, '0.002': 100, '+Inf': 100}, 1.5],
  ['counts as large numbers are written', {'0.001': 0, '0.01': 1.5e6, '+Inf': 1.5e6}, 9.9],
  ['beyond the largest bound', {'0.001': 1, '8.192': 2, '+Inf': 100}, 8192],
  ['without samples', {'0.001': 0, '+Inf': 0}, undefined],
])('the 99th percentile with %s', (_, buckets, ms) => {
  expect(p99Ms(histogram(buckets), 'wal_seconds')).toBe(ms);
});

test('a missing histogram has no percentile', () => {
  expect(p99Ms('', 'wal_seconds')).toBeUndefined();
  expect(p99Ms(histogram({'0.001': 1, '+Inf': 1}), 'other_seconds')).toBeUndefined();
});

test('the mean between two reads does not include earlier samples', () => {
  const seen = (sum: number, count: number) => `wal_seconds_sum ${sum}\nwal_seconds_count ${count}\n`;
  expect(meanBetweenMs(seen(90, 100), seen(90.02, 104), 'wal_seconds')).toBe(5);
  expect(meanBetweenMs(seen(90, 100), seen(90, 100), 'wal_seconds')).toBeUndefined();
  expect(meanBetweenMs(seen(90, 100), '', 'wal_seconds')).toBeUndefined();
});
