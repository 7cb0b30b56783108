import fc from 'fast-check';
import {expect, test} from 'vitest';
import {clockOffset, offBy} from '../../../src/core/model/clock-offset.js';

const waits = fc.nat(600_000);
const OFF = fc.integer({min: -100_000_000, max: 100_000_000});

/** What is read of a host whose clock is off by so much, however long its command and its answer wait anywhere. */
const readings = fc
  .record({off: OFF, sentMs: fc.nat(2_000_000_000), before: waits, during: waits, after: waits})
  .map(({off, sentMs, before, during, after}) => ({
    off,
    during,
    waited: before + during + after,
    offset: clockOffset({
      sentMs,
      beganMs: sentMs + before + off,
      endedMs: sentMs + before + during + off,
      receivedMs: sentMs + before + during + after,
    }),
  }));

test('the offset of a clock is within what its readings prove', () => {
  fc.assert(
    fc.property(readings, ({off, offset: {least, most}}) => {
      expect(least).toBeLessThanOrEqual(off);
      expect(most).toBeGreaterThanOrEqual(off);
    }),
  );
});

test('a clock is never reported as off by more than it is, nor in the other direction', () => {
  fc.assert(
    fc.property(readings, OFF, ({off, offset}, usual) => {
      const said = offBy(offset, usual);
      expect(said * Math.sign(off - usual)).toBeGreaterThanOrEqual(0);
      expect(Math.abs(said)).toBeLessThanOrEqual(Math.abs(off - usual));
    }),
  );
});

test('of the time that a host is asked, only the wait before and after its script makes its offset less certain', () => {
  fc.assert(
    fc.property(readings, ({during, waited, offset: {least, most}}) => {
      expect(most - least).toBe(waited - during);
    }),
  );
});

test('a clock that is set while it is read is uncertain by as much as it was set', () => {
  const readings = {sentMs: 0, beganMs: 10, endedMs: 60_020, receivedMs: 30};
  expect(clockOffset(readings)).toEqual({least: 10, most: 59_990});
  expect(offBy(clockOffset({...readings, endedMs: 20}))).toBe(0);
});
