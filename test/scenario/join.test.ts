import {expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {PLACES, small} from './small.js';

test.each(PLACES)(
  'join killed at any operation ends in the same cluster when it is run again, etcd %s',
  {
    timeout: 120_000,
  },
  async place => {
    const scenario = small(place);
    const made = scenario.fresh();
    await scenario.run(init, made);
    const workers = join([hostName('w1'), hostName('w2')]);
    const {tried, astray} = await scenario.everyKill(workers, made);
    expect(astray).toEqual([]);
    expect(tried).toBeGreaterThan(25);
  },
);
