import {describe, expect, test} from 'vitest';
import {codes, saidOf, saidOfAll} from './situation.js';

describe('clocks', () => {
  test('refuses a host that is off by an hour, naming it, the amount and the direction', () => {
    const [finding, ...others] = saidOf('cp-2', {clockOffsetMs: -3_600_000});
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'ClockSkew',
      level: 'error',
      message: "cp-2: its clock is 1 h behind this machine's",
      fix: expect.stringContaining('timedatectl'),
    });
  });

  test('warns of seconds', () => {
    expect(codes(saidOf('cp-2', {clockOffsetMs: 5_000}))).toEqual(['warning ClockSkew']);
    expect(saidOf('cp-2', {clockOffsetMs: 2_000})).toEqual([]);
  });

  test('blames this machine when all hosts agree with each other', () => {
    const hour = {clockOffsetMs: 3_600_000};
    const said = saidOfAll({'cp-1': hour, 'cp-2': hour, 'cp-3': hour, 'worker-1': hour, 'worker-2': hour});
    expect(said.map(({message}) => message)).toEqual(["this machine's clock is 1 h behind those of all 5 hosts"]);
  });

  test('refuses hosts that are far from each other though near to this machine', () => {
    const said = saidOfAll({'cp-1': {clockOffsetMs: -20_000}, 'cp-2': {clockOffsetMs: 20_000}});
    expect(said.filter(({level}) => level === 'error').map(({message}) => message)).toEqual([
      'cp-2: its clock is 40.0 s ahead of that of cp-1',
    ]);
  });

  test('holds for hosts that run already', () => {
    expect(codes(saidOf('cp-2', {clockOffsetMs: 60_000}, {isNew: false}))).toEqual(['error ClockSkew']);
  });
});

describe('machine ids', () => {
  test('refuses two hosts that share one, naming both', () => {
    const [finding, ...others] = saidOfAll({'cp-1': {machineId: 'same'}, 'worker-2': {machineId: 'same'}});
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'MachineId',
      level: 'error',
      message: expect.stringContaining('cp-1 and worker-2'),
    });
  });

  test('refuses a host without one, and does not take two of those for one machine', () => {
    const said = saidOfAll({'cp-1': {machineId: ''}, 'cp-2': {machineId: 'uninitialized'}});
    expect(said.map(({message}) => message)).toEqual(['cp-1: has no machine id', 'cp-2: has no machine id']);
  });
});
