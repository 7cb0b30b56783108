import {expect, test} from 'vitest';
import {init} from '../../src/workflows/init.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

test('init beside three etcd hosts ends in the same cluster, wherever it was killed', {timeout: 120_000}, async () => {
  const config = clusterConfig('external');
  const scenario = new Scenario({...config, hosts: config.hosts.filter(({name}) => /^etcd|^cp1/.test(name))});
  const {tried, astray} = await scenario.everyKill(init, scenario.fresh());
  expect(astray).toEqual([]);
  expect(tried).toBeGreaterThan(40);
});
