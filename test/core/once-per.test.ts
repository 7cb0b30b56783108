import {expect, test} from 'vitest';
import {oncePer} from '../../src/core/once-per.js';

test('what is made for an object is made once, also if it is undefined, and again for an equal object', () => {
  const asked: object[] = [];
  const of = oncePer((key: object) => {
    asked.push(key);
    return key === first ? undefined : asked.length;
  });
  const first = {};
  const second = {};
  expect([of(first), of(second), of(first), of(second)]).toEqual([undefined, 2, undefined, 2]);
  expect(asked).toEqual([first, second]);
});
