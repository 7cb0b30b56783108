import {expect, test} from 'vitest';
import {init} from '../../src/workflows/init.js';
import {PLACES, small} from './small.js';

test.each(PLACES)(
  'init killed at any operation ends in the same cluster when it is run again, etcd %s',
  {
    timeout: 120_000,
  },
  async place => {
    const scenario = small(place);
    const {tried, astray} = await scenario.everyKill(init, scenario.fresh(), {slowly: false});
    expect(astray).toEqual([]);
    expect(tried).toBeGreaterThan(15);
  },
);
