import {expect, test} from 'vitest';
import {apply} from '../../src/workflows/apply.js';
import {clusterConfig} from '../support/rendering.js';
import {oneInstallEach} from './one-install-each.js';
import {Scenario} from './run.js';

test('a whole stacked cluster cut off at any kind of operation ends in the same cluster when it is run again', async () => {
  const scenario = new Scenario(clusterConfig('stacked'));
  const {tried, astray} = await scenario.everyCut(apply, scenario.fresh(), oneInstallEach);
  expect(astray).toEqual([]);
  expect(tried).toBeGreaterThan(40);
});
