import fc from 'fast-check';
import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {quorum} from '../../../src/core/quorum/quorum.js';
import type {Keeping, KeptHold} from '../../../src/io/lock/keep.js';
import {majority} from '../../../src/io/lock/majority.js';

type Is = Keeping['is'];

/** Locks on some hosts, whose states a test sets. */
function locks(states: readonly Is[]) {
  const now: Keeping[] = states.map((is, index) => of(is, index));
  const kept = now.map(
    (_, index): KeptHold => ({host: hostName(`cp${index + 1}`), state: () => now[index]!, release: async () => {}}),
  );
  return {kept, set: (index: number, is: Is) => void (now[index] = of(is, index))};
}

const of = (is: Is, index: number): Keeping => (is === 'held' ? {is} : {is, why: `cp${index + 1}: ${is}`});

const states = fc.array(fc.constantFrom<Is>('held', 'interrupted', 'lost'), {minLength: 1, maxLength: 5});

test('a majority that is held leaves no doubt, one that can come back does, and without one the lock is lost', () => {
  fc.assert(
    fc.property(states, fc.nat(2), (all, unreachable) => {
      const needed = quorum(all.length + unreachable);
      const held = all.filter(is => is === 'held').length;
      const possible = all.filter(is => is !== 'lost').length;
      const {kept} = locks(all);
      const {lost, doubt, judge, end} = majority(() => kept, needed, 60_000);
      judge();
      end();
      expect(lost.aborted).toBe(possible < needed);
      expect(doubt() === undefined).toBe(held >= needed || possible < needed);
    }),
  );
});

test('a lock that was lost once stays lost', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.constantFrom<Is>('held', 'interrupted', 'lost'))), changes => {
      const {kept, set} = locks(['held', 'held', 'held']);
      const {lost, doubt, judge, end} = majority(() => kept, 2, 60_000);
      let wasLost = false;
      for (const [index, is] of changes) {
        set(index, is);
        judge();
        wasLost ||= kept.filter(each => each.state().is !== 'lost').length < 2;
        expect(lost.aborted).toBe(wasLost);
        if (wasLost) expect(doubt()).toBeUndefined();
      }
      end();
    }),
  );
});

test('a doubt that ends in time does not count for the next one', async () => {
  const {kept, set} = locks(['held']);
  const {lost, doubt, judge, end} = majority(() => kept, 1, 200);
  for (let round = 0; round < 3; round++) {
    set(0, 'interrupted');
    judge();
    expect(doubt()).toBe('cp1: interrupted');
    set(0, 'held');
    judge();
  }
  expect(lost.aborted).toBe(false);
  set(0, 'interrupted');
  judge();
  await expect.poll(() => lost.aborted).toBe(true);
  expect(lost.reason).toMatchObject({code: 'lock/lost', message: expect.stringContaining('cp1: interrupted')});
  end();
});
