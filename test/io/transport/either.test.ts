import {getEventListeners} from 'node:events';
import {expect, test} from 'vitest';
import {either} from '../../../src/io/transport/any-signal.js';

test('fires with the reason of the first signal, also of one that has fired already', () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const {signal} = either([one.signal, two.signal]);
  expect(signal.aborted).toBe(false);
  two.abort('second');
  one.abort('first');
  expect(signal.reason).toBe('second');
  expect(either([one.signal]).signal.reason).toBe('first');
});

test('leaves nothing behind on the signals once forgotten', () => {
  const {signal} = new AbortController();
  either([signal]).forget();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
