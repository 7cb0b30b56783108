import {describe, expect, test} from 'vitest';
import {codes, saidOf, saidOfAll} from './plan-input.js';

describe('clocks', () => {
  test('a clock that is off by an hour is refused, with the host, the amount and the direction', () => {
    const [finding, ...others] = saidOf('cp-2', {clock: {least: -3_600_000, most: -3_600_000}});
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'ClockSkew',
      level: 'error',
      message: "cp-2: its clock is 1 h behind this machine's",
      fix: expect.stringContaining('timedatectl'),
    });
  });

  test('a clock that is off by seconds is a warning', () => {
    expect(codes(saidOf('cp-2', {clock: {least: 5_000, most: 5_000}}))).toEqual(['warning ClockSkew']);
    expect(saidOf('cp-2', {clock: {least: 2_000, most: 2_000}})).toEqual([]);
  });

  test('the clock of this machine is reported if all hosts agree with each other', () => {
    const hour = {clock: {least: 3_600_000, most: 3_600_000}};
    const said = saidOfAll({'cp-1': hour, 'cp-2': hour, 'cp-3': hour, 'worker-1': hour, 'worker-2': hour});
    expect(said.map(({message}) => message)).toEqual(["this machine's clock is 1 h behind those of all 5 hosts"]);
  });

  test('clocks that are far from each other are refused although each is near to this machine', () => {
    const said = saidOfAll({
      'cp-1': {clock: {least: -20_000, most: -20_000}},
      'cp-2': {clock: {least: 20_000, most: 20_000}},
    });
    expect(said.filter(({level}) => level === 'error').map(({message}) => message)).toEqual([
      'cp-2: its clock is 40.0 s ahead of that of cp-1',
    ]);
  });

  test('are checked on hosts of the cluster as well', () => {
    expect(codes(saidOf('cp-2', {clock: {least: 60_000, most: 60_000}}, {isNew: false}))).toEqual(['error ClockSkew']);
  });
});

describe('machine ids', () => {
  test('that two hosts share are refused, with both hosts', () => {
    const [finding, ...others] = saidOfAll({'cp-1': {machineId: 'same'}, 'worker-2': {machineId: 'same'}});
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'MachineId',
      level: 'error',
      message: expect.stringContaining('cp-1 and worker-2'),
    });
  });

  test('that are missing are refused, and not reported as duplicates', () => {
    const said = saidOfAll({'cp-1': {machineId: ''}, 'cp-2': {machineId: 'uninitialized'}});
    expect(said.map(({message}) => message)).toEqual(['cp-1: has no machine id', 'cp-2: has no machine id']);
  });
});
