import {expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {throwCombined} from '../../src/run/combine-failures.js';

const failed = (reason: unknown): PromiseRejectedResult => ({status: 'rejected', reason});
const done: PromiseSettledResult<void> = {status: 'fulfilled', value: undefined};
const caught = (...results: readonly PromiseSettledResult<unknown>[]): unknown => {
  try {
    throwCombined('Upload', results);
    return undefined;
  } catch (error) {
    return error;
  }
};

const full = new Failure('hosts/disk-full', 'w1: the disk is full', {suggestions: ['df -h', 'try again']});
const gone = new Failure('hosts/connection-lost', 'w2: the connection was lost', {suggestions: ['try again']});
const stopped = new Failure('interrupted/stopped', 'stopped before the next step');

test('nothing is thrown when nothing failed', () => {
  expect(caught(done, done)).toBeUndefined();
});

test('a single failure is thrown unchanged', () => {
  expect(caught(done, failed(full))).toBe(full);
});

test('several failures are combined: one line each, and all suggestions', () => {
  expect(caught(failed(full), done, failed(gone))).toMatchObject({
    code: 'hosts/some-failed',
    message: 'Upload: 2 hosts failed\n  w1: the disk is full\n  w2: the connection was lost',
    suggestions: ['df -h', 'try again'],
    cause: full,
  });
});

test('a bug takes precedence over failures', () => {
  const bug = new TypeError('undefined is not a function');
  expect(caught(failed(full), failed(bug), failed(stopped))).toBe(bug);
});

test('interrupted hosts are reported only when none failed', () => {
  expect(caught(failed(stopped), failed(stopped))).toBe(stopped);
  expect(caught(failed(stopped), failed(full), failed(stopped))).toBe(full);
});
