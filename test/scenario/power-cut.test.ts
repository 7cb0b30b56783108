import {expect, test} from 'vitest';
import {hostName} from '../../src/core/cluster/names.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

/** One control plane and two workers. */
const small = () => {
  const {hosts} = clusterConfig('stacked');
  const controlPlane = hosts.find(host => host.name === 'cp1')!;
  const worker = hosts.find(host => host.name === 'w1')!;
  return new Scenario(
    clusterConfig('stacked', {
      hosts: [controlPlane, worker, {...worker, name: hostName('w2'), address: '10.0.0.22'}],
    }),
  );
};

test('init cut off at any operation ends in the same cluster when it is run again', async () => {
  const scenario = small();
  const {tried, astray} = await scenario.everyCut(init, scenario.fresh());
  expect(astray).toEqual([]);
  expect(tried).toBeGreaterThan(40);
});

test('join cut off at any operation ends in the same cluster when it is run again', async () => {
  const scenario = small();
  const made = scenario.fresh();
  await scenario.run(init, made);
  const {tried, astray} = await scenario.everyCut(join([hostName('w1'), hostName('w2')]), made.reborn());
  expect(astray).toEqual([]);
  expect(tried).toBeGreaterThan(40);
});
