import {expect, test} from 'vitest';
import {askedOnce} from '../../../src/commands/base/ask-passphrase.js';

test('the passphrase of a file is asked for once, and again if it was wrong', async () => {
  const asked: string[] = [];
  const ask = askedOnce(async (file, again) => {
    asked.push(`${file}${again ? ' again' : ''}`);
    return again ? 'right' : 'wrong';
  });
  expect(await ask('one', false)).toBe('wrong');
  expect(await ask('one', true)).toBe('right');
  expect(await ask('one', false)).toBe('right');
  expect(await ask('other', false)).toBe('wrong');
  expect(asked).toEqual(['one', 'one again', 'other']);
});

test('without a terminal each connection asks again', async () => {
  let asked = 0;
  const ask = askedOnce(async () => {
    asked += 1;
    return undefined;
  });
  for (const _ of [1, 2]) expect(await ask('one', false)).toBeUndefined();
  expect(asked).toBe(2);
});
