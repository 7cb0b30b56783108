import {expect, test} from 'vitest';
import {hostName} from '../../src/core/cluster/names.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

/** Three control planes and nothing else. */
const three = () =>
  new Scenario(
    clusterConfig('stacked', {
      hosts: clusterConfig('stacked').hosts.filter(host => host.roles.includes('control-plane')),
    }),
  );

test('a cluster grown from one control plane to three, killed at any operation, ends as the one left alone', {
  timeout: 120_000,
}, async () => {
  const scenario = three();
  const made = scenario.fresh();
  await scenario.run(init, made);
  const {tried, astray} = await scenario.everyKill(join([hostName('cp2'), hostName('cp3')]), made, {
    among: titles => titles.filter(title => !/: (install|put|link|make|prepare|import)/.test(title)),
  });
  expect(astray).toEqual([]);
  expect(tried).toBeGreaterThan(15);
});
