import fc from 'fast-check';
import {beforeAll, expect, test} from 'vitest';
import type {DiagnosisInput} from '../../../src/core/diagnosis/context.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import type {ClockOffset} from '../../../src/core/model/clock-offset.js';
import {clusterConfig} from '../../support/builders/config.js';
import {all, facts, healthy} from './support/healthy.js';

const HOSTS = ['cp1', 'cp2', 'cp3', 'w1'];
const SHARP_MS = 2000;
let input: DiagnosisInput;
beforeAll(async () => {
  input = await healthy(clusterConfig());
});

const saidWith = (clocks: readonly ClockOffset[]): readonly string[] =>
  diagnose(all(...HOSTS.map((host, index) => facts(host, () => ({clock: clocks[index]!}))))(input)).findings.map(
    ({code, host}) => `${code} ${host ?? ''}`.trim(),
  );

/** Around the true offset, by the waits before and after. */
const around = (off: number, most: number): fc.Arbitrary<ClockOffset> =>
  fc.tuple(fc.nat(most), fc.nat(most)).map(([less, more]) => ({least: off - less, most: off + more}));

test('hosts whose clocks are right are never reported, however long their answers wait', () => {
  const clocks = fc.array(around(0, 120_000), {minLength: 4, maxLength: 4});
  fc.assert(
    fc.property(clocks, offsets => {
      expect(saidWith(offsets)).toEqual([]);
    }),
    {numRuns: 30},
  );
});

test('hosts that agree with each other are never reported while three of them answer soon', () => {
  const clocks = fc
    .integer({min: -90_000, max: 90_000})
    .chain(off => fc.tuple(...[1, 2, 3].map(() => around(off, SHARP_MS / 2)), around(off, 120_000)));
  fc.assert(
    fc.property(clocks, offsets => {
      expect(saidWith(offsets).filter(each => each !== 'hosts/operator-clock-off')).toEqual([]);
    }),
    {numRuns: 30},
  );
});

test('a host is reported as far as its clock is off for certain', () => {
  const right = {least: -10, most: 10};
  const waiting = {least: -60_000, most: 10};
  expect(saidWith([right, {least: 12_000, most: 60_000}, right, waiting])).toEqual(['hosts/clock-off cp2']);
  expect(saidWith([right, {least: 3000, most: 60_000}, right, waiting])).toEqual(['hosts/clock-drifts cp2']);
  expect(saidWith([right, {least: 1900, most: 60_000}, right, waiting])).toEqual([]);
});
