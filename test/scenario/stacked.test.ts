import {expect, test} from 'vitest';
import {apply} from '../../src/workflows/apply.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

test('three members that form a cluster end in the same one, wherever the run was killed', {
  timeout: 120_000,
}, async () => {
  const config = clusterConfig('stacked');
  const scenario = new Scenario({...config, hosts: config.hosts.filter(({name}) => name.startsWith('cp'))});
  const {tried, astray} = await scenario.everyKill(apply, scenario.fresh());
  expect(astray).toEqual([]);
  expect(tried).toBeGreaterThan(40);
});
