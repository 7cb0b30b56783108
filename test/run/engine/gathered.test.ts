import {expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {throwCombined} from '../../../src/run/combine-failures.js';

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

test('nothing failed: nothing is thrown', () => {
  expect(caught(done, done)).toBeUndefined();
});

test('one failure is thrown as it is', () => {
  expect(caught(done, failed(full))).toBe(full);
});

test('several are thrown in one, a line and every suggestion of each', () => {
  expect(caught(failed(full), done, failed(gone))).toMatchObject({
    code: 'hosts/some-failed',
    message: 'Upload: 2 hosts failed\n  w1: the disk is full\n  w2: the connection was lost',
    suggestions: ['df -h', 'try again'],
    cause: full,
  });
});

test('a mistake of our own comes before everything', () => {
  const bug = new TypeError('undefined is not a function');
  expect(caught(failed(full), failed(bug), failed(stopped))).toBe(bug);
});

test('hosts that were stopped have not failed', () => {
  expect(caught(failed(stopped), failed(stopped))).toBe(stopped);
  expect(caught(failed(stopped), failed(full), failed(stopped))).toBe(full);
});
