import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/cluster/names.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {clusterConfig} from '../../support/rendering.js';
import {all, healthy, unreachable} from './support/healthy.js';

const WORKERS = 297;

test('three hundred hosts, one of them away, are one finding', {timeout: 120_000}, async () => {
  const {hosts} = clusterConfig();
  const worker = hosts.find(({name}) => name === 'w1')!;
  const workers = Array.from({length: WORKERS}, (_, index) => ({
    ...worker,
    name: hostName(`w${index + 1}`),
    address: `10.0.${1 + Math.floor(index / 200)}.${1 + (index % 200)}`,
  }));
  const input = await healthy(
    clusterConfig('stacked', {hosts: [...hosts.filter(({name}) => name !== 'w1'), ...workers]}),
  );
  const began = process.hrtime.bigint();
  const {findings, losses} = diagnose({...all(unreachable('w7'))(input), question: {worst: 3}});
  const ms = Number((process.hrtime.bigint() - began) / 1_000_000n);
  process.stderr.write(`diagnosing ${WORKERS + 3} hosts took ${ms} ms\n`);
  expect(findings.map(({code, host}) => `${code} ${host}`)).toEqual(['hosts/unreachable w7']);
  expect(losses.filter(({zone}) => zone === undefined)).toHaveLength(3);
});
