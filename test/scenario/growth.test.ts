import {expect, test} from 'vitest';
import type {HostConfig} from '../../src/core/model/config.js';
import {type HostName, hostName} from '../../src/core/model/names.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {Scenario} from './run.js';
import {configWith} from './small.js';

/** Uploads and files are killed in the suites of fresh hosts. */
const changes = (titles: readonly string[]) =>
  titles.filter(title => !/: (install|put|link|make|prepare|import)/.test(title));

test.each([
  ['killed at any operation', false],
  ['whose hosts lose power at any operation', true],
])(
  'a cluster grown from one control plane to three, %s, ends as the one left alone',
  {
    timeout: 120_000,
  },
  async (_, powerCut) => {
    const scenario = new Scenario(configWith('on the control planes', /^cp/));
    const made = scenario.fresh();
    await scenario.run(init, made);
    const {tried, astray} = await scenario.everyKill(join(named('cp2', 'cp3')), made, {powerCut, among: changes});
    expect(astray).toEqual([]);
    expect(tried).toBeGreaterThan(15);
  },
);

test('etcd hosts grown from three to five, with the longer list rolled out, end alike, wherever it was killed', {
  timeout: 120_000,
}, async () => {
  const config = configWith('on hosts of its own', /^(etcd\d|cp1|cp2)$/);
  const pattern = config.hosts.find(({name}) => name === 'etcd1')!;
  const more = [4, 5].map((n): HostConfig => ({...pattern, name: hostName(`etcd${n}`), address: `10.0.0.3${n}`}));
  const scenario = new Scenario({...config, hosts: [...config.hosts, ...more]});
  const made = scenario.fresh();
  const first = {...init, joinable: () => config.hosts.map(({name}) => name)};
  await scenario.run(first, made);
  const {tried, astray} = await scenario.everyKill(join(named('etcd4', 'etcd5')), made, {among: changes});
  expect(astray).toEqual([]);
  expect(tried).toBeGreaterThan(10);
});

const named = (...names: readonly string[]): readonly HostName[] => names.map(hostName);
