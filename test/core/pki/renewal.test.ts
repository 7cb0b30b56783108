import fc from 'fast-check';
import {expect, test} from 'vitest';
import {validityFrom} from '../../../src/core/pki/lifetimes.js';
import {isAsked} from '../../../src/core/pki/renewal.js';

const NOW = new Date('2026-11-30T12:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const ca = validityFrom(daysAgo(400), 3650);

test('a certificate that was issued by the run is never asked for again', () => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 400}), fc.option(fc.integer({min: 1, max: 36_500})), (life, withinDays) => {
      const renewal = {issuedBefore: NOW, ...(withinDays === null ? {} : {withinDays})};
      expect(isAsked(renewal, validityFrom(NOW, life, ca), ca, NOW)).toBe(false);
    }),
  );
});

test.each([
  ['an older one', {issuedBefore: daysAgo(1)}, 2, 365, true],
  ['a younger one', {issuedBefore: daysAgo(1)}, 0.5, 365, false],
  ['an older one that expires soon', {issuedBefore: daysAgo(1), withinDays: 90}, 300, 365, true],
  ['an older one that does not', {issuedBefore: daysAgo(1), withinDays: 90}, 2, 365, false],
  ['one that ends with its CA', {issuedBefore: daysAgo(1)}, 2, 10_000, false],
])('%s', (_, renewal, age, life, asked) => {
  expect(isAsked(renewal, validityFrom(daysAgo(age), life, ca), ca, NOW)).toBe(asked);
});
