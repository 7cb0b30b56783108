import {expect, test} from 'vitest';
import type {HostConfig} from '../../src/core/model/config.js';
import {type HostName, hostName} from '../../src/core/model/names.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {Scenario} from './run.js';
import {configWith} from './small.js';

/** Kills during uploads and file changes are covered by the suites of new hosts. */
const changes = (titles: readonly string[]) =>
  titles.filter(title => !/: (install|put|link|make|prepare|import)/.test(title));

test.each([
  ['a kill', false],
  ['a power loss of all hosts', true],
])(
  'a cluster grows from one control plane to three, also after %s at any operation',
  {
    timeout: 120_000,
  },
  async (_, powerCut) => {
    const scenario = new Scenario(configWith('stacked', /^cp/));
    const made = scenario.fresh();
    await scenario.run(init, made);
    const {tried, diverged} = await scenario.everyKill(join(hostNames('cp2', 'cp3')), made, {powerCut, among: changes});
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(15);
  },
);

test('external etcd grows from three members to five and API servers get the new endpoints, also after a kill at any operation', {
  timeout: 120_000,
}, async () => {
  const config = configWith('external', /^(etcd\d|cp1|cp2)$/);
  const pattern = config.hosts.find(({name}) => name === 'etcd1')!;
  const more = [4, 5].map((n): HostConfig => ({...pattern, name: hostName(`etcd${n}`), address: `10.0.0.3${n}`}));
  const scenario = new Scenario({...config, hosts: [...config.hosts, ...more]});
  const made = scenario.fresh();
  const first = {...init, joinable: () => config.hosts.map(({name}) => name)};
  await scenario.run(first, made);
  const {tried, diverged} = await scenario.everyKill(join(hostNames('etcd4', 'etcd5')), made, {among: changes});
  expect(diverged).toEqual([]);
  expect(tried).toBeGreaterThan(10);
});

const hostNames = (...names: readonly string[]): readonly HostName[] => names.map(hostName);
