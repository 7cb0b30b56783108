import {expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {ETCD_PLACES, small} from './small.js';

test.each(ETCD_PLACES)(
  'join killed at any operation completes when it is run again, %s etcd',
  {
    timeout: 120_000,
  },
  async place => {
    const scenario = small(place);
    const made = scenario.fresh();
    await scenario.run(init, made);
    const workers = join([hostName('w1'), hostName('w2')]);
    const {tried, diverged} = await scenario.everyKill(workers, made);
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(25);
  },
);
