import {expect, test} from 'vitest';
import {interruptible} from '../../../src/io/observe/interruptible.js';

const never = () => new Promise<never>(() => {});

test('an observation of a host that hangs ends as soon as the run is interrupted', async () => {
  const stop = new AbortController();
  const observing = interruptible(stop.signal, never);
  stop.abort();
  await expect(observing).rejects.toMatchObject({code: 'interrupted/stopped'});
});

test('nothing is asked after an interruption', async () => {
  let asked = 0;
  const ask = async () => asked++;
  await expect(interruptible(AbortSignal.abort(), ask)).rejects.toMatchObject({code: 'interrupted/stopped'});
  expect(asked).toBe(0);
});

test('an observation that is not interrupted returns its answer, and its error', async () => {
  const {signal} = new AbortController();
  expect(await interruptible(signal, async () => 7)).toBe(7);
  await expect(interruptible(signal, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
});
