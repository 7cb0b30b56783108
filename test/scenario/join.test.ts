import {expect, test} from 'vitest';
import {hostName} from '../../src/core/cluster/names.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {small} from './small.js';

test('join killed at any operation ends in the same cluster when it is run again', {timeout: 120_000}, async () => {
  const scenario = small();
  const made = scenario.fresh();
  await scenario.run(init, made);
  const {tried, astray} = await scenario.everyKill(join([hostName('w1'), hostName('w2')]), made);
  expect(astray).toEqual([]);
  expect(tried).toBeGreaterThan(40);
});
