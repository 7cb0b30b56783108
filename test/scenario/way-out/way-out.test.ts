import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Case, caseOf, killsOf, stopped} from './cases.js';
import {RUNS} from './runs.js';
import {wayOut} from './search.js';
import {FAULTS, type Stopped} from './stops.js';

/** What was tried without success; undefined if a way out was found. */
async function deadEnd({command, name}: Case['run'], {how, situation}: Stopped): Promise<string | undefined> {
  const way = await wayOut(situation, command);
  return 'deadEnd' in way ? [`${name}, ${how}:`, ...way.deadEnd].join('\n') : undefined;
}

const SMALLEST = RUNS.filter(({name}) =>
  [
    'stacked, cp1: upgrade to 1.37.2',
    'stacked, cp1: upgrade --abort',
    'stacked, cp1: apply with a bad flag of etcd',
  ].includes(name),
);

describe.each(SMALLEST)('$name, killed at any operation,', {timeout: 600_000}, run => {
  test('is completed by the commands that are printed', async () => {
    const all = await killsOf(run);
    expect(all.length).toBeGreaterThan(3);
    for (const each of all) expect(await deadEnd(run, each)).toBeUndefined();
  });
});

test('some printed command leads on from any state that a kill or a failure of any run leaves', {
  timeout: 600_000,
}, async () => {
  const cases = fc.record({
    run: fc.constantFrom(...RUNS),
    fault: fc.oneof({weight: 1, arbitrary: fc.constant(undefined)}, {weight: 4, arbitrary: fc.constantFrom(...FAULTS)}),
    at: fc.nat(1000),
  });
  await fc.assert(
    fc.asyncProperty(cases, async given => {
      const found = await stopped(given);
      fc.pre(found !== undefined);
      const dead = await deadEnd(given.run, found);
      if (dead !== undefined) throw new Error(dead);
    }),
    // A smaller case is no easier to read, and each costs seconds.
    {numRuns: Number(process.env.WAY_OUT_RUNS ?? 25), endOnFailure: true},
  );
});

/** Dead ends that were found: the run, what went wrong, and at which operation. */
const FOUND: readonly (readonly [string, string | undefined, RegExp])[] = [
  ['stacked, cp1: join w1', 'starts containerd, which ends by itself', /run/],
  ['stacked, cp1: join w1', 'meets a machine that went off', /install/],
  ['stacked, cp1: join cp2', 'meets a machine that is lost for good', /put/],
  ['stacked, cp1: the first apply', 'starts kube-apiserver, which ends by itself', /run/],
  ['stacked, cp1: upgrade to 1.37.2', 'starts a program that ends on every host', /etcd/],
  ['stacked, cp1 cp2: upgrade --abort', undefined, /after "cp2: link/],
  ['stacked, cp1 cp2 cp3 w1: upgrade to 1.37.2', 'meets a machine that went off', /cp1: link/],
  ['stacked, cp1 cp2 cp3 w1: apply with a bad flag of kube-apiserver', 'meets a machine that went off', /cp1: run/],
];

test.each(FOUND)('%s, %s %s: a printed command leads on', {timeout: 120_000}, async (...named) => {
  const given = caseOf(...named);
  const found = await stopped(given);
  expect(found).toBeDefined();
  expect(await deadEnd(given.run, found!)).toBeUndefined();
});
