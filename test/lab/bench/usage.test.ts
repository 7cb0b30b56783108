import {expect, test} from 'vitest';
import {sample, usageBetween} from '../../../src/lab/bench/against/usage.js';
import type {Lab} from '../../../src/lab/hosts/index.js';

const answering = (code: number, stdout: string) =>
  ({exec: async () => ({code, stdout, stderr: ''})}) as Pick<Lab, 'exec'> as Lab;

test('processes of one name count together, and ended children by themselves', async () => {
  const lab = answering(0, 'etcd\t200\t0\t20480\nsshd\t25\t300\t1024\nsshd\t25\t0\t1024\n100');
  const {cpuS, memoryMib} = await sample(lab, 'cp1');
  expect([...cpuS]).toEqual([
    ['etcd', 2],
    ['programs that ended', 3],
    ['sshd', 0.5],
  ]);
  expect(memoryMib.get('sshd')).toBe(2);
});

test.each([
  ['a failure', 1, '100'],
  ['no clock rate', 0, 'etcd\t1\t1\t1\n'],
])('%s is an error', async (_, code, stdout) => {
  await expect(sample(answering(code, stdout), 'cp1')).rejects.toMatchObject({code: 'bench/run-failed'});
});

test('what was used in between is the difference, and small programs are one line', () => {
  const before = {cpuS: new Map([['etcd', 2]]), memoryMib: new Map()};
  const after = {
    cpuS: new Map([
      ['etcd', 5],
      ['cron', 0.1],
    ]),
    memoryMib: new Map([
      ['etcd', 50],
      ['cron', 1],
    ]),
  };
  expect(usageBetween('cp1', before, after)).toEqual({
    host: 'cp1',
    programs: [
      {name: 'etcd', cpuS: 3, memoryMib: 50},
      {name: 'others', cpuS: 0.1, memoryMib: 1},
    ],
    cpuS: 3.1,
    memoryMib: 51,
  });
});
