import {getEventListeners} from 'node:events';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {pause, systemClock} from '../../src/io/clock.js';
import {poll} from '../../src/run/poll.js';

const warnings: string[] = [];
const note = ({name}: Error) => void warnings.push(name);
beforeEach(() => {
  warnings.length = 0;
  process.on('warning', note);
});
afterEach(() => {
  process.off('warning', note);
});

/** The signals with which the parts of a run wait. */
const SIGNALS: Readonly<Record<string, () => AbortSignal>> = {
  'of a run': () => AbortSignal.any([new AbortController().signal, new AbortController().signal]),
  'of a stage that cannot be interrupted': () => new AbortController().signal,
};

test.each(Object.entries(SIGNALS))(
  '50 waits side by side with the signal %s cause no warning and leave no listeners',
  async (_, of) => {
    const signal = of();
    const wait = async () => {
      let asked = 0;
      const condition = async () => ({done: ++asked > 3, seen: 'not yet'});
      const waiting = {forWhat: 'a host', withinMs: 60_000, everyMs: 5};
      await poll(condition, waiting, {signal, clock: systemClock, report: () => {}});
    };
    await Promise.all(Array.from({length: 50}, wait));
    // Warnings are emitted in a later turn of the event loop.
    await new Promise(resolve => setImmediate(resolve));
    expect(warnings).toEqual([]);
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
  },
);

test('a pause ends with its time, and with its signal', async () => {
  const stop = new AbortController();
  await pause(1, stop.signal);
  const pauses = Promise.all([pause(3_600_000, stop.signal), pause(3_600_000, stop.signal)]);
  stop.abort();
  await pauses;
  await pause(3_600_000, stop.signal);
});
