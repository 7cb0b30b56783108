import {expect, test} from 'vitest';
import {apply} from '../../src/workflows/apply.js';
import {Scenario} from './run.js';
import {configWith, ETCD_PLACES, type EtcdPlace} from './small.js';

/** Three members if quorate manages etcd, with as few control planes as possible. */
const HOSTS: Readonly<Record<EtcdPlace, RegExp>> = {
  stacked: /^cp/,
  external: /^(etcd|cp1)/,
  unmanaged: /^cp[12]/,
};

test.each(ETCD_PLACES)(
  'apply killed at any operation of a bootstrap completes when it is run again, %s etcd',
  {
    timeout: 120_000,
  },
  async place => {
    const scenario = new Scenario(configWith(place, HOSTS[place]));
    const {tried, diverged} = await scenario.everyKill(apply, scenario.fresh(), {slowStart: false});
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(40);
  },
);

test.each(ETCD_PLACES)('apply reads the facts of no host twice without a change in between, %s etcd', async place => {
  const scenario = new Scenario(configWith(place, HOSTS[place]));
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  expect(cluster.needlessReads).toEqual([]);
});
