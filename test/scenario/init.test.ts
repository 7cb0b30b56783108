import {expect, test} from 'vitest';
import {init} from '../../src/workflows/init.js';
import {ETCD_PLACES, small} from './small.js';

test.each(ETCD_PLACES)(
  'init killed at any operation completes when it is run again, %s etcd',
  {
    timeout: 120_000,
  },
  async place => {
    const scenario = small(place);
    const {tried, diverged} = await scenario.everyKill(init, scenario.fresh(), {slowStart: false});
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(15);
  },
);
