import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Case, caseOf, killsOf, stopOf, stopped} from './cases.js';
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

const RUN_COUNT = Number(process.env.WAY_OUT_RUNS ?? 5);
const stops = {
  fault: fc.oneof({weight: 1, arbitrary: fc.constant(undefined)}, {weight: 4, arbitrary: fc.constantFrom(...FAULTS)}),
  at: fc.nat(1000),
};
const single: fc.Arbitrary<Case> = fc.record({run: fc.constantFrom(...RUNS), ...stops});
const double: fc.Arbitrary<Case> = fc.record({
  run: fc.constantFrom(...RUNS),
  ...stops,
  second: fc.record({...stops, away: fc.option(fc.nat(10), {nil: undefined})}),
});

test.each([
  ['a kill or a failure of any run', single],
  ['two of them in sequence, also with a machine off between them,', double],
])('some printed command leads on from any state that %s leaves', {timeout: 3_600_000}, async (_, cases) => {
  await fc.assert(
    fc.asyncProperty(cases, async given => {
      const found = await stopped(given);
      fc.pre(found !== undefined);
      const dead = await deadEnd(given.run, found);
      if (dead !== undefined) throw new Error(dead);
    }),
    // A smaller case is no easier to read, and each costs seconds.
    {numRuns: RUN_COUNT, endOnFailure: true},
  );
});

const ENDS = 'starts a program of the new version, which ends on every host';

/** Dead ends that were found: the run, what went wrong, and at which operation. */
const FOUND: readonly (readonly [string, string | undefined, RegExp])[] = [
  ['stacked, cp1: join w1', 'starts containerd, which ends by itself', /run/],
  ['stacked, cp1: join w1', 'meets a machine that went off', /install/],
  ['stacked, cp1: join cp2', 'meets a machine that is lost for good', /put/],
  ['stacked, cp1: the first apply', 'starts kube-apiserver, which ends by itself', /run/],
  ['stacked, cp1: upgrade to 1.37.2', ENDS, /etcd/],
  ['stacked, cp1: upgrade to 1.37.2', ENDS, /kube-apiserver/],
  ['stacked, cp1: upgrade to 1.37.2', ENDS, /kubelet/],
  ['stacked, cp1 cp2 cp3 w1: upgrade to 1.37.2', ENDS, /kube-apiserver/],
  ['stacked, cp1 cp2 cp3 w1: upgrade to 1.37.2', ENDS, /kubelet/],
  ['external, etcd1 cp1: upgrade to 1.37.2', ENDS, /kube-apiserver/],
  ['external, etcd1 etcd2 etcd3 cp1 cp2: remove cp2', 'is done, and then its machine is lost for good', /cp1: put/],
  ['stacked, cp1 cp2: upgrade --abort', undefined, /after "cp2: link/],
  ['stacked, cp1 cp2 cp3 w1: upgrade to 1.37.2', 'meets a machine that went off', /cp1: link/],
  ['external, etcd1 cp1: the first apply', 'meets a machine that went off', /cp1: put/],
  ['stacked, cp1 cp2 cp3 w1: apply with a bad flag of kube-apiserver', 'meets a machine that went off', /cp1: run/],
];

test.each(FOUND)('%s, %s %s: a printed command leads on', {timeout: 120_000}, async (...named) => {
  const given = caseOf(...named);
  const found = await stopped(given);
  expect(found).toBeDefined();
  expect(await deadEnd(given.run, found!)).toBeUndefined();
});

/** The same, of two in sequence: at the same command again. */
const FOUND_TWICE: readonly (readonly [string, string | undefined, RegExp, string | undefined, RegExp])[] = [
  [
    'stacked, cp1: join cp2',
    'starts flanneld, which ends by itself',
    /run/,
    'starts kubelet, which ends by itself',
    /run/,
  ],
  ['stacked, cp1 cp2 cp3 w1: upgrade to 1.37.2', undefined, /after "cp1: link/, ENDS, /kubelet/],
];

test.each(FOUND_TWICE)(
  '%s, %s %s, then %s %s: a printed command leads on',
  {
    timeout: 120_000,
  },
  async (name, fault, at, again, then) => {
    const given = {...caseOf(name, fault, at), second: stopOf(again, then)};
    const found = await stopped(given);
    expect(found).toBeDefined();
    expect(await deadEnd(given.run, found!)).toBeUndefined();
  },
);
