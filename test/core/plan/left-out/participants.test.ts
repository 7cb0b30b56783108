import {describe, expect, test} from 'vitest';
import {desire} from '../../../../src/core/desire.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {type HostName, hostName} from '../../../../src/core/model/names.js';
import type {EtcdState, ObservedCluster} from '../../../../src/core/model/observed.js';
import {type Permitted, participants} from '../../../../src/core/plan/left-out/participants.js';
import {balanced, clusterConfig} from '../../../support/builders/config.js';
import {running} from '../../checks/upgrade/cases.js';

const NOTHING_ELSE: Permitted = {joinable: [], acceptDowntime: false};
const VERSIONS = {kubernetes: '1.36.3', etcd: '3.6.16'};
const stacked = desire(clusterConfig('stacked'));
const external = desire(clusterConfig('external'));

/** Every host is part of the cluster; these cannot be read. */
const seen = (desired: typeof stacked, off: readonly string[], changes: Partial<ObservedCluster> = {}) => {
  const observed = running(desired, VERSIONS);
  const owned = new Set(['/etc/quorate/identity']);
  const hosts = new Map(
    [...observed.hosts].map(([name, facts]) => [
      name,
      off.includes(name) || !facts.known ? unknown(`${name}: no route`) : known({...facts.value, owned}),
    ]),
  );
  return {...observed, hosts, ...changes};
};

const withoutMember = ({etcd}: ObservedCluster, host: string): {readonly etcd: ObservedCluster['etcd']} =>
  etcd.known && etcd.value.is === 'formed'
    ? {etcd: known({...etcd.value, members: etcd.value.members.filter(({name}) => name !== host)})}
    : {etcd};

const names = (desired: {readonly hosts: readonly {readonly name: HostName}[]}) => desired.hosts.map(({name}) => name);

describe('a host that cannot be read', () => {
  const all = running(stacked, VERSIONS);
  const noNodes = {kube: known({nodes: [], objects: new Map()})};
  const noApi = {kube: unknown('no API server is ready')};
  const notFormed = (is: 'absent' | 'forming') => ({etcd: known<EtcdState>({is})});

  test.each([
    ['a worker with a Node', stacked, 'w1', {}, 'part'],
    ['a worker without a Node', stacked, 'w1', noNodes, 'outside'],
    ['a worker while no API server answers', stacked, 'w1', noApi, 'unknown'],
    ['a worker of a cluster that is not bootstrapped', stacked, 'w1', {...notFormed('absent'), ...noApi}, 'outside'],
    ['a control plane with a member', stacked, 'cp3', noApi, 'part'],
    [
      'a control plane without a member and without a Node',
      stacked,
      'cp3',
      {...withoutMember(all, 'cp3'), ...noNodes},
      'outside',
    ],
    [
      'a control plane without a member, while no API server answers',
      stacked,
      'cp3',
      {...withoutMember(all, 'cp3'), ...noApi},
      'unknown',
    ],
    ['a control plane beside external etcd', external, 'cp3', {}, 'part'],
    ['an etcd host with a member', external, 'etcd3', noApi, 'part'],
    [
      'an etcd host without a member',
      external,
      'etcd3',
      withoutMember(running(external, VERSIONS), 'etcd3'),
      'outside',
    ],
    ['a load balancer', desire(balanced()), 'lb1', {}, 'unknown'],
  ] as const)('%s', (_, desired, off, changes, standing) => {
    const found = participants(desired, seen(desired, [off], changes), {
      ...NOTHING_ELSE,
      joinable: names(desired),
    });
    expect(names(found.desired).includes(hostName(off))).toBe(standing !== 'outside');
    expect(found.undetermined.has(hostName(off))).toBe(standing === 'unknown');
    // All could join: each has something to do that is left out.
    expect(found.leftOut.get(hostName(off))).toEqual({by: 'unreachable', because: `${off}: no route`});
  });

  test('that is not part of the cluster and does not join is not left out: there is nothing to do on it', () => {
    const found = participants(stacked, seen(stacked, ['w1'], noNodes), NOTHING_ELSE);
    expect(found.leftOut).toEqual(new Map());
    expect(names(found.desired)).not.toContain('w1');
  });

  test('that is removed takes part in nothing', () => {
    const found = participants(stacked, seen(stacked, ['w1']), {...NOTHING_ELSE, excluded: [hostName('w1')]});
    expect(found.leftOut).toEqual(new Map());
    expect(names(found.desired)).not.toContain('w1');
  });
});

describe('with a limit', () => {
  test('all other hosts of the cluster are left out, and the limited ones render them', () => {
    const found = participants(stacked, seen(stacked, ['cp3']), {...NOTHING_ELSE, limit: [hostName('w1')]});
    expect([...found.leftOut].map(([host, {by}]) => [host, by])).toEqual([
      ['cp1', 'limit'],
      ['cp2', 'limit'],
      ['cp3', 'limit'],
    ]);
    expect(names(found.desired)).toEqual(names(stacked));
  });

  test('a host that could join and is outside of it does not', () => {
    const observed = seen(stacked, []);
    const hosts = new Map(observed.hosts).set(
      hostName('w1'),
      known({...hostFacts(observed), owned: new Set<string>()}),
    );
    const permitted = {...NOTHING_ELSE, joinable: names(stacked), limit: [hostName('cp1')]};
    expect(names(participants(stacked, {...observed, hosts}, permitted).desired)).not.toContain('w1');
  });
});

const hostFacts = ({hosts}: ObservedCluster) => {
  const facts = hosts.get(hostName('w1'));
  if (facts?.known !== true) throw new Error('w1 is not known');
  return facts.value;
};

test('what was left out earlier in a run stays left out', () => {
  const before = new Map([[hostName('w1'), {by: 'unreachable', because: 'w1: no route'}] as const]);
  const found = participants(stacked, seen(stacked, []), {...NOTHING_ELSE, before});
  expect(found.leftOut).toEqual(before);
});
