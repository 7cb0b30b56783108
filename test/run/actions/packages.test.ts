import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import type {HostFacts} from '../../../src/core/model/observed.js';
import type {PackageRequest} from '../../../src/ports/host.js';
import {PACKAGES} from '../../../src/run/actions/packages.js';
import {machineFacts} from '../../support/builders/facts.js';
import {desiredCluster} from '../../support/desired.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const runner = PACKAGES['packages/install'];
const action = {
  kind: 'packages/install',
  host: hostName('worker-1'),
  manager: 'apt',
  packages: ['haproxy', 'nftables'],
  commands: ['haproxy', 'nft'],
} as const;

const on = (facts: Partial<HostFacts>, desired = desiredCluster(), requests: PackageRequest[] = []) =>
  runOn(
    strictCluster({
      host: () => ({
        facts: async () => machineFacts(facts),
        installPackages: async request => void requests.push(request),
      }),
    }),
    {desired},
  ).context;

const unfinished = {packages: {brought: [], unfinished: true}};
test.each([
  [0, 'has all commands', {commands: ['haproxy', 'nft']}],
  [1, 'lacks a command', {commands: ['nft']}],
  [1, 'has them and an interrupted call', {commands: ['haproxy', 'nft'], ...unfinished}],
])('%i installations are pending on a host that %s', async (pending, _, facts) => {
  expect(await runner.check([action], on(facts))).toHaveLength(pending);
});

test('the packages are installed in one call, with the proxy of the configuration and the hosts exempt from it', async () => {
  const requests: PackageRequest[] = [];
  await runner.apply([action], on({}, desiredCluster(), requests));
  const proxy = {https: 'http://proxy.example.com:3128', noProxy: ['.example.org']};
  await runner.apply([action], on({}, desiredCluster({proxy}), requests));
  expect(requests).toEqual([
    {manager: 'apt', packages: ['haproxy', 'nftables']},
    {
      manager: 'apt',
      packages: ['haproxy', 'nftables'],
      proxy: {...proxy, noProxy: expect.arrayContaining(['10.0.0.11', '.example.org'])},
    },
  ]);
});
