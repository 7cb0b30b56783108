import {expect, test} from 'vitest';
import {desire} from '../../src/core/desire.js';
import {type Fact, known, unknown} from '../../src/core/model/fact.js';
import {etcdId, type HostName, hostName} from '../../src/core/model/names.js';
import type {EtcdState, ObservedCluster} from '../../src/core/model/observed.js';
import {join} from '../../src/workflows/join.js';
import {clusterConfig} from '../support/builders/config.js';
import {machineFacts} from '../support/builders/facts.js';

const FORMED = known({is: 'formed', clusterId: etcdId('1'), members: []} as const);

const permitted = (
  topology: 'stacked' | 'external',
  names: readonly string[],
  {etcd = FORMED, managedHosts = []}: {readonly etcd?: Fact<EtcdState>; readonly managedHosts?: readonly string[]} = {},
): readonly string[] => {
  const desired = desire(clusterConfig(topology));
  const observed: ObservedCluster = {
    hosts: new Map(
      desired.hosts.map(({name}) => [
        name as HostName,
        known(machineFacts({owned: new Set(managedHosts.includes(name) ? ['/etc/kubernetes'] : [])})),
      ]),
    ),
    etcd,
    apiReady: new Map(),
    kube: unknown('not asked'),
  };
  return join(names.map(hostName))
    .checkState(desired, observed)
    .map(({code, message}) => `${code} ${message}`);
};

test.each([
  ['a worker', 'stacked', ['w1']],
  ['a control plane beside external etcd', 'external', ['cp2', 'w1']],
] as const)('%s may join a formed cluster', (_, topology, names) => {
  expect(permitted(topology, names)).toEqual([]);
});

test('only the hosts of the command line can join', () => {
  expect(join([hostName('w1')]).joinable(desire(clusterConfig()))).toEqual(['w1']);
});

test('a host that is not in the configuration is refused', () => {
  expect(permitted('stacked', ['w1', 'w9'])).toEqual(['join/unknown-host w9: not in the configuration']);
});

test.each(['absent', 'forming'] as const)('join is refused while etcd is %s', is => {
  expect(permitted('stacked', ['w1'], {etcd: known({is})})).toEqual([
    expect.stringMatching(`^join/no-cluster .*${is}`),
  ]);
});

test('an etcd that cannot be read is not reported as absent', () => {
  expect(permitted('stacked', ['w1'], {etcd: unknown('no member answers')})).toEqual([]);
});

test('a host that adds an etcd member can join', () => {
  expect(permitted('stacked', ['cp2'])).toEqual([]);
});

test('a host that is already part of the cluster can be named', () => {
  expect(permitted('stacked', ['cp1', 'w1'], {managedHosts: ['cp1']})).toEqual([]);
});
