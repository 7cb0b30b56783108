import {expect, test} from 'vitest';
import {SHARED_NAMES} from '../../../src/core/model/key-change.js';
import {apply} from '../../../src/workflows/apply.js';
import {rotation} from '../../../src/workflows/rotation/verb.js';
import {Scenario} from '../../scenario/run.js';
import {configWith} from '../../scenario/small.js';

test('a Node that the configuration does not name refuses a new cluster CA, and no other rotation', async () => {
  const scenario = new Scenario(configWith('stacked', /^(cp1|w1)/));
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  const smaller = new Scenario(configWith('stacked', /^cp1/));
  const {observed} = await smaller.over(cluster).observe(smaller.desired, 'plan');
  const codes = SHARED_NAMES.map(name =>
    rotation(name)
      .checkState(smaller.desired, observed)
      .map(({code}) => code),
  );
  expect(codes).toEqual([['pki/rotation-host-left-out'], [], [], [], []]);
});
