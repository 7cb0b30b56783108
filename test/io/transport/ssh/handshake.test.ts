import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {countdown} from '../../../../src/io/transport/ssh/handshake.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('the time of a prompt does not count', async () => {
  const late = vi.fn();
  const {pausedFor} = countdown(1000, late);
  let answer: (words: string) => void = () => {};
  const asked = pausedFor(
    new Promise<string>(resolve => {
      answer = resolve;
    }),
  );
  vi.advanceTimersByTime(60_000);
  expect(late).not.toHaveBeenCalled();
  answer('open sesame');
  expect(await asked).toBe('open sesame');
  vi.advanceTimersByTime(1000);
  expect(late).toHaveBeenCalledOnce();
});

test('a stopped countdown stays stopped after an answer', async () => {
  const late = vi.fn();
  const {stop, pausedFor} = countdown(1000, late);
  const asked = pausedFor(Promise.resolve('too late'));
  stop();
  await asked;
  vi.advanceTimersByTime(60_000);
  expect(late).not.toHaveBeenCalled();
});
