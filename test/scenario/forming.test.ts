import {expect, test} from 'vitest';
import {apply} from '../../src/workflows/apply.js';
import {Scenario} from './run.js';
import {configWith, PLACES, type Place} from './small.js';

/** Three members of its own, and no more control planes than it takes to have them. */
const HOSTS: Readonly<Record<Place, RegExp>> = {
  'on the control planes': /^cp/,
  'on hosts of its own': /^(etcd|cp1)/,
  'with somebody else': /^cp[12]/,
};

test.each(PLACES)(
  'a cluster that forms, etcd %s, ends in the same one, wherever the run was killed',
  {
    timeout: 120_000,
  },
  async place => {
    const scenario = new Scenario(configWith(place, HOSTS[place]));
    const {tried, astray} = await scenario.everyKill(apply, scenario.fresh(), {slowly: false});
    expect(astray).toEqual([]);
    expect(tried).toBeGreaterThan(40);
  },
);

test.each(PLACES)('no host is looked at twice for one state of it while a cluster forms, etcd %s', async place => {
  const scenario = new Scenario(configWith(place, HOSTS[place]));
  const site = scenario.fresh();
  await scenario.run(apply, site);
  expect(site.needlessLooks).toEqual([]);
});
