import {expect, test} from 'vitest';
import {notYetServing} from '../../../../src/core/checks/upgrade/interrupted.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {hostName} from '../../../../src/core/model/names.js';
import type {ObservedCluster} from '../../../../src/core/model/observed.js';
import {cp, factsOf, NEW, OLD, upgrading, withMember, withNode} from './cases.js';

const {desired} = upgrading(OLD, OLD);

/** The facts of a host on which a unit has this ActiveState. */
const withUnit = (name: string, unit: string, active: string) => {
  const facts = factsOf(hostName(name), desired, OLD);
  const said = {active, enabled: true, fresh: true, reloaded: true};
  return {hosts: {[name]: known({...facts, units: new Map([...facts.units, [unit, said]])})}};
};
const notReady = (observed: ObservedCluster) => ({
  apiReady: new Map([...observed.apiReady, [cp(2), known(false)]]),
});

test('a cluster that serves has nothing to wait for', () => {
  expect(notYetServing(upgrading(OLD, NEW))).toEqual([]);
});

test.each([
  ['etcd.service', 'activating', withMember('cp-2', {healthy: false}), 'etcd on cp-2'],
  ['etcd.service', 'active', () => ({etcd: unknown('no member serves a read')}), 'etcd on cp-2'],
  ['kube-apiserver.service', 'active', notReady, 'the API server on cp-2'],
  ['kubelet.service', 'active', withNode('cp-2', {ready: false}), 'the kubelet on cp-2'],
])('a unit that runs and does not serve is waited for: %s, %s', (unit, active, observed, name) => {
  expect(notYetServing(upgrading(OLD, NEW, {...withUnit('cp-2', unit, active), observed}))).toEqual([name]);
});

test.each(['inactive', 'failed', 'deactivating'])('a unit that is %s is not waited for', active => {
  const stopped = {...withUnit('cp-2', 'etcd.service', active), observed: withMember('cp-2', {healthy: false})};
  expect(notYetServing(upgrading(OLD, NEW, stopped))).toEqual([]);
});

test('an API server is not waited for on a host whose member is stopped, and is waited for elsewhere', () => {
  const hosts = {
    ...withUnit('cp-2', 'kube-apiserver.service', 'active').hosts,
    ...withUnit('cp-3', 'kube-apiserver.service', 'active').hosts,
  };
  const unready = (...names: readonly number[]) => ({
    hosts,
    observed: (seen: ObservedCluster) => ({
      ...withMember('cp-2', {healthy: false})(seen),
      ...withNode('cp-2', {ready: false})(seen),
      apiReady: new Map([...seen.apiReady, ...names.map(name => [cp(name), known(false)] as const)]),
    }),
  });
  expect(notYetServing(upgrading(OLD, NEW, unready(2)))).toEqual([]);
  expect(notYetServing(upgrading(OLD, NEW, unready(2, 3)))).toEqual(['the API server on cp-3']);
});

test('an etcd that is not bootstrapped is not waited for', () => {
  const forming = {
    ...withUnit('cp-2', 'etcd.service', 'active'),
    observed: () => ({etcd: known({is: 'forming' as const})}),
  };
  expect(notYetServing(upgrading(OLD, NEW, forming))).toEqual([]);
});

test('a unit on a host that cannot be read is not waited for', () => {
  const away = {hosts: {'cp-2': unknown('no route to host')}, observed: notReady};
  expect(notYetServing(upgrading(OLD, NEW, away))).toEqual([]);
});
