import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import type {Stage} from '../../../src/core/plan/action.js';
import {rolling} from '../../../src/run/engine/schedule.js';

const stages = (count: number, width: number | undefined): readonly Stage[] =>
  Array.from({length: count}, (_, index) => ({
    title: `w${index + 1}`,
    order: 'serial',
    actions: [],
    ...(width === undefined ? {} : {window: {name: 'workers', width}}),
  }));

/** Stages that last as many turns as it says by name, and what went on at each moment. */
function performance(lasting: Readonly<Record<string, number>>, failing: ReadonlySet<string> = new Set()) {
  const begun: string[] = [];
  const ended: string[] = [];
  let most = 0;
  const perform = async ({title}: Stage) => {
    begun.push(title);
    most = Math.max(most, begun.length - ended.length);
    for (let turn = 0; turn < (lasting[title] ?? 1); turn++) await null;
    ended.push(title);
    if (failing.has(title)) throw new Failure('timeout/condition', `${title}: not Ready`);
  };
  return {perform, begun, ended, most: () => most};
}

test('no more stages go side by side than the window is wide, and as many as it is', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({min: 1, max: 12}),
      fc.integer({min: 1, max: 5}),
      fc.array(fc.integer({min: 1, max: 9}), {minLength: 12, maxLength: 12}),
      async (count, width, turns) => {
        const lasting = Object.fromEntries(turns.map((each, index) => [`w${index + 1}`, each]));
        const seen = performance(lasting);
        await rolling(stages(count, width), seen.perform);
        expect(seen.most()).toBe(Math.min(count, width));
        expect(seen.ended).toHaveLength(count);
      },
    ),
  ));

test('the next one begins when any has ended, and waits for no slow one', async () => {
  const seen = performance({w1: 50});
  await rolling(stages(5, 2), seen.perform);
  expect(seen.ended).toEqual(['w2', 'w3', 'w4', 'w5', 'w1']);
});

test('once one has failed no other begins, and those under way are waited for', async () => {
  const seen = performance({w1: 9, w2: 2}, new Set(['w2']));
  await expect(rolling(stages(5, 2), seen.perform)).rejects.toMatchObject({message: 'w2: not Ready'});
  expect(seen.begun).toEqual(['w1', 'w2']);
  expect(seen.ended).toEqual(['w2', 'w1']);
});

test('two that fail side by side are both said', async () => {
  const seen = performance({}, new Set(['w1', 'w2']));
  await expect(rolling(stages(5, 2), seen.perform)).rejects.toMatchObject({
    code: 'hosts/some-failed',
    message: 'workers: 2 hosts failed\n  w1: not Ready\n  w2: not Ready',
  });
});

test('without a window it is one after another', async () => {
  const seen = performance({w1: 9});
  await rolling(stages(3, undefined), seen.perform);
  expect(seen.ended).toEqual(['w1', 'w2', 'w3']);
  expect(seen.most()).toBe(1);
});
