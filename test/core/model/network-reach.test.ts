import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import {
  isReaching,
  MAX_REACHED,
  type NetworkReach,
  offsets,
  reachQueries,
} from '../../../src/core/model/network-reach.js';
import type {NodeFact} from '../../../src/core/model/observed.js';
import {clusterConfig} from '../../support/builders/config.js';

const desired = desire(clusterConfig());
const [cp1, w1] = [hostName('cp1'), hostName('w1')];
const node = (name: string, index: number, changes: Partial<NodeFact> = {}): NodeFact => ({
  name,
  ready: true,
  labels: {},
  version: '1.36.3',
  internalIp: '10.0.0.1',
  podCidr: `10.244.${index}.0/24`,
  ...changes,
});
const NODES = desired.nodes.map(({host}, index) => node(host, index));
const changed = (name: string, changes: Partial<NodeFact>) =>
  NODES.map(each => (each.name === name ? {...each, ...changes} : each));
const asked = (nodes: readonly NodeFact[]) =>
  Object.fromEntries(reachQueries(desired, nodes).map(query => [query.from, [...query.nodes.keys()].toSorted()]));

describe('who is asked for whom', () => {
  test('every node is asked for the first address in the range of every other one, at the port of its kubelet', () => {
    const [first] = reachQueries(desired, NODES);
    expect(first!.from).toBe('cp1');
    expect([...first!.nodes]).toEqual([
      ['cp2', {address: '10.244.1.0', port: 10250}],
      ['cp3', {address: '10.244.2.0', port: 10250}],
      ['w1', {address: '10.244.3.0', port: 10250}],
    ]);
    expect(first!.dns).toEqual({
      server: {address: '10.96.0.10', port: 53},
      name: 'kubernetes.default.svc.cluster.local',
      address: '10.96.0.1',
    });
  });

  test.each([
    ['is not Ready', changed('w1', {ready: false})],
    ['has no range', NODES.map(({podCidr, ...each}) => (each.name === 'w1' ? each : {...each, podCidr: podCidr!}))],
    ['has a range outside of the pod network', changed('w1', {podCidr: '192.168.0.0/24'})],
    ['has a range that is none', changed('w1', {podCidr: '10.244.3.0/24; reboot'})],
    ['is not in the API', NODES.filter(({name}) => name !== 'w1')],
  ])('a node that %s is left out', (_, nodes) => {
    expect(asked(nodes)).toEqual({cp1: ['cp2', 'cp3'], cp2: ['cp1', 'cp3'], cp3: ['cp1', 'cp2']});
  });

  test('nothing is asked with another pod network', () => {
    expect(reachQueries({...desired, network: {...desired.network, plugin: 'none'}}, NODES)).toEqual([]);
  });

  test('a Node that is not in the configuration is not asked', () => {
    expect(asked([...NODES, node('x9', 9)])).toEqual(asked(NODES));
  });
});

test('each node asks at most so many others, none twice, none itself, and is asked as often as it asks', () => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 2000}), n => {
      const steps = offsets(n);
      expect(steps).toHaveLength(Math.min(n - 1, MAX_REACHED));
      expect(new Set(steps).size).toBe(steps.length);
      expect(steps.every(step => step > 0 && step < n)).toBe(true);
    }),
  );
});

describe('a node is connected', () => {
  const reach = (changes: Partial<NetworkReach> = {}): NetworkReach => ({
    nodes: new Map<HostName, 'open' | 'silent'>([[w1, 'open']]),
    dns: {asked: 4, answered: 4},
    ...changes,
  });
  const silent = (host: string) => new Map<HostName, 'silent'>([[hostName(host), 'silent']]);

  test.each([
    ['when it reaches all and DNS answers every query', known(reach()), true],
    ['also when a node does not answer that is not in the cluster', known(reach({nodes: silent('x9')})), true],
    ['also when it cannot try', known(reach({nodes: new Map(), dns: {asked: 0, answered: 0}})), true],
    ['not when one node does not answer', known(reach({nodes: silent('w1')})), false],
    ['not when some queries are not answered', known(reach({dns: {asked: 4, answered: 3}})), false],
    ['not when it is unknown', unknown('no route'), false],
    ['not when it was not asked', undefined, false],
  ])('%s', (_, fact, is) => {
    expect(isReaching(cp1, desired, new Map(fact === undefined ? [] : [[cp1, fact]]))).toBe(is);
  });
});
