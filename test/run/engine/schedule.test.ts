import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import type {Stage} from '../../../src/core/plan/stage.js';
import {rolling} from '../../../src/run/engine/schedule.js';

const stages = (count: number, width: number | undefined): readonly Stage[] =>
  Array.from({length: count}, (_, index) => ({
    title: `w${index + 1}`,
    order: 'serial',
    actions: [],
    ...(width === undefined ? {} : {window: {name: 'workers', width}}),
  }));

/** Stages of the given durations in turns, with the order in which they start and end. */
function performance(lasting: Readonly<Record<string, number>>, failing: ReadonlySet<string> = new Set()) {
  const started: string[] = [];
  const ended: string[] = [];
  let most = 0;
  const perform = async ({title}: Stage) => {
    started.push(title);
    most = Math.max(most, started.length - ended.length);
    for (let turn = 0; turn < (lasting[title] ?? 1); turn++) await null;
    ended.push(title);
    if (failing.has(title)) throw new Failure('timeout/condition', `${title}: not Ready`);
  };
  return {perform, started, ended, most: () => most};
}

test('as many stages run in parallel as the window is wide', () =>
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

test('the next stage starts when any stage ends', async () => {
  const seen = performance({w1: 50});
  await rolling(stages(5, 2), seen.perform);
  expect(seen.ended).toEqual(['w2', 'w3', 'w4', 'w5', 'w1']);
});

test('after a failure no stage starts, and the running ones finish', async () => {
  const seen = performance({w1: 9, w2: 2}, new Set(['w2']));
  await expect(rolling(stages(5, 2), seen.perform)).rejects.toMatchObject({message: 'w2: not Ready'});
  expect(seen.started).toEqual(['w1', 'w2']);
  expect(seen.ended).toEqual(['w2', 'w1']);
});

test('two stages that fail in parallel are both reported', async () => {
  const seen = performance({}, new Set(['w1', 'w2']));
  await expect(rolling(stages(5, 2), seen.perform)).rejects.toMatchObject({
    code: 'hosts/some-failed',
    message: 'workers: 2 hosts failed\n  w1: not Ready\n  w2: not Ready',
  });
});

test('stages without a window run one after another', async () => {
  const seen = performance({w1: 9});
  await rolling(stages(3, undefined), seen.perform);
  expect(seen.ended).toEqual(['w1', 'w2', 'w3']);
  expect(seen.most()).toBe(1);
});
