import {getEventListeners} from 'node:events';
import {expect, test} from 'vitest';
import {anySignal} from '../../../src/io/transport/any-signal.js';

test('fires with the reason of the first signal, also of one that has fired already', () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const {signal} = anySignal([one.signal, two.signal]);
  expect(signal.aborted).toBe(false);
  two.abort('second');
  one.abort('first');
  expect(signal.reason).toBe('second');
  expect(anySignal([one.signal]).signal.reason).toBe('first');
});

test('no listener stays on the signals after forget', () => {
  const {signal} = new AbortController();
  anySignal([signal]).forget();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
