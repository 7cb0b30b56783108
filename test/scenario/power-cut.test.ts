import {expect, test} from 'vitest';
import {init} from '../../src/workflows/init.js';
import {small} from './small.js';

test('init whose hosts lose power with it ends in the same cluster when it is run again', {
  timeout: 120_000,
}, async () => {
  const scenario = small();
  const {tried, astray} = await scenario.everyKill(init, scenario.fresh(), {powerCut: true});
  expect(astray).toEqual([]);
  expect(tried).toBeGreaterThan(25);
});
