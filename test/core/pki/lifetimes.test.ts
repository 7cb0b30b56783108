import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isDue, isUrgent, validityFrom} from '../../../src/core/pki/lifetimes.js';

const DAY = 86_400_000;
const moment = fc.date({min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true});
const days = fc.integer({min: 1, max: 36_500});

describe('the validity of a new certificate', () => {
  test('starts five minutes ago and lasts the given days, in seconds', () => {
    expect(validityFrom(new Date('2026-11-23T12:00:00.789Z'), 365)).toEqual({
      notBefore: new Date('2026-11-23T11:55:00Z'),
      notAfter: new Date('2027-11-23T12:00:00Z'),
    });
  });

  test('is within the validity of its CA, and starts in the past', () => {
    fc.assert(
      fc.property(moment, days, fc.integer({min: 0, max: 3_650}), days, (made, caDays, later, leafDays) => {
        const ca = validityFrom(made, caDays);
        const now = new Date(made.getTime() + (later % caDays) * DAY);
        const leaf = validityFrom(now, leafDays, ca);
        expect(leaf.notBefore >= ca.notBefore && leaf.notAfter <= ca.notAfter).toBe(true);
        expect(leaf.notBefore < now && leaf.notAfter >= now).toBe(true);
        expect(leaf.notAfter.getTime() - now.getTime()).toBeLessThanOrEqual(leafDays * DAY);
      }),
    );
  });
});

describe('the renewal of a certificate', () => {
  const made = new Date('2026-11-23T12:00:00Z');
  const ca = validityFrom(made, 3650);
  const daysLater = (count: number) => new Date(made.getTime() + count * DAY);

  test('of one year is due in its last sixty days', () => {
    const year = validityFrom(made, 365, ca);
    expect(isDue(year, ca, daysLater(304))).toBe(false);
    expect(isDue(year, ca, daysLater(306))).toBe(true);
  });

  test('of 90 days is due in its last thirty days', () => {
    const quarter = validityFrom(made, 90, ca);
    expect(isDue(quarter, ca, daysLater(59.9))).toBe(false);
    expect(isDue(quarter, ca, daysLater(60.1))).toBe(true);
  });

  test('of six days is due in its last two days', () => {
    const week = validityFrom(made, 6, ca);
    expect(isDue(week, ca, daysLater(3.9))).toBe(false);
    expect(isDue(week, ca, daysLater(4.1))).toBe(true);
  });

  test.each([
    [365, 350.9, 351.1],
    [90, 75.9, 76.1],
    [30, 24.9, 25.1],
  ])('of %d days is urgent in its last fourteen days, or in its last sixth', (count, before, after) => {
    const validity = validityFrom(made, count, ca);
    expect([before, after].map(later => isUrgent(validity, daysLater(later)))).toEqual([false, true]);
  });

  test('that expires with its CA is not due', () => {
    const last = validityFrom(daysLater(3600), 365, ca);
    expect(isDue(last, ca, daysLater(3649))).toBe(false);
  });

  test('is not due for a new one', () => {
    fc.assert(
      fc.property(days, days, fc.integer({min: 0, max: 36_499}), (caDays, leafDays, later) => {
        const signer = validityFrom(made, caDays);
        const now = daysLater(later % caDays);
        expect(isDue(validityFrom(now, leafDays, signer), signer, now)).toBe(false);
      }),
    );
  });
});
