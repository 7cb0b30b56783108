import {expect, test} from 'vitest';
import {apply} from '../../src/workflows/apply.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

test('a change that restarts three members ends in the same cluster, wherever it was killed', {
  timeout: 120_000,
}, async () => {
  const given = clusterConfig('stacked');
  const config = {...given, hosts: given.hosts.filter(({name}) => name.startsWith('cp'))};
  const before = new Scenario(config);
  const made = before.fresh();
  await before.run(apply, made);

  const etcd = [{name: 'snapshot-count', value: '5000'}];
  const after = new Scenario({...config, extraArgs: {...config.extraArgs, etcd}});
  const {tried, astray} = await after.everyKill(apply, after.over(made));
  expect(astray).toEqual([]);
  expect(tried).toBe(1 + 2 * (3 + 3));
});
