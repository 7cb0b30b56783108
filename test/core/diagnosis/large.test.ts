import {expect, test} from 'vitest';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {hostName} from '../../../src/core/model/names.js';
import {clusterConfig} from '../../support/builders/config.js';
import {all, healthy, unreachable} from './support/healthy.js';

const WORKERS = 97;

test('one unreachable host among a hundred is one finding', {timeout: 120_000}, async () => {
  const {hosts} = clusterConfig();
  const worker = hosts.find(({name}) => name === 'w1')!;
  const workers = Array.from({length: WORKERS}, (_, index) => ({
    ...worker,
    name: hostName(`w${index + 1}`),
    address: `10.0.1.${1 + index}`,
  }));
  const input = await healthy(
    clusterConfig('stacked', {hosts: [...hosts.filter(({name}) => name !== 'w1'), ...workers]}),
  );
  const {findings, losses} = diagnose({...all(unreachable('w7'))(input), question: {worst: 3}});
  expect(findings.map(({code, host}) => `${code} ${host}`)).toEqual(['hosts/unreachable w7']);
  expect(losses.filter(({zone}) => zone === undefined)).toHaveLength(3);
});
