import {expect, test} from 'vitest';
import {notYetServing} from '../../../src/core/checks/upgrade/interrupted.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import type {ObservedCluster} from '../../../src/core/model/observed.js';
import {cp, factsOf, NEW, OLD, upgrading, withMember, withNode} from './cases.js';

const {desired} = upgrading(OLD, OLD);

/** The facts of a host on which systemd says this of a unit. */
const withUnit = (name: string, unit: string, active: string) => {
  const facts = factsOf(hostName(name), desired, OLD);
  const said = {active, enabled: true, fresh: true, reloaded: true};
  return {hosts: {[name]: known({...facts, units: new Map([...facts.units, [unit, said]])})}};
};
const notReady = (observed: ObservedCluster) => ({
  apiReady: new Map([...observed.apiReady, [cp(2), known(false)]]),
});

test('nothing is on its way in a cluster that serves', () => {
  expect(notYetServing(upgrading(OLD, NEW))).toEqual([]);
});

test.each([
  ['etcd.service', 'activating', withMember('cp-2', {healthy: false}), 'etcd on cp-2'],
  ['etcd.service', 'active', () => ({etcd: unknown('no member serves a read')}), 'etcd on cp-2'],
  ['kube-apiserver.service', 'active', notReady, 'the API server on cp-2'],
  ['kubelet.service', 'active', withNode('cp-2', {ready: false}), 'the kubelet on cp-2'],
])('what runs and does not serve yet is on its way: %s, %s', (unit, active, observed, name) => {
  expect(notYetServing(upgrading(OLD, NEW, {...withUnit('cp-2', unit, active), observed}))).toEqual([name]);
});

test.each(['inactive', 'failed', 'deactivating'])('what is %s is not', active => {
  const stopped = {...withUnit('cp-2', 'etcd.service', active), observed: withMember('cp-2', {healthy: false})};
  expect(notYetServing(upgrading(OLD, NEW, stopped))).toEqual([]);
});

test('beside a member that is down and that nobody starts nothing is waited for, and elsewhere it is', () => {
  const hosts = {
    ...withUnit('cp-2', 'kube-apiserver.service', 'active').hosts,
    ...withUnit('cp-3', 'kube-apiserver.service', 'active').hosts,
  };
  const silent = (...names: readonly number[]) => ({
    hosts,
    observed: (seen: ObservedCluster) => ({
      ...withMember('cp-2', {healthy: false})(seen),
      ...withNode('cp-2', {ready: false})(seen),
      apiReady: new Map([...seen.apiReady, ...names.map(name => [cp(name), known(false)] as const)]),
    }),
  });
  expect(notYetServing(upgrading(OLD, NEW, silent(2)))).toEqual([]);
  expect(notYetServing(upgrading(OLD, NEW, silent(2, 3)))).toEqual(['the API server on cp-3']);
});

test('neither is etcd on hosts where it has not formed', () => {
  const forming = {
    ...withUnit('cp-2', 'etcd.service', 'active'),
    observed: () => ({etcd: known({is: 'forming' as const})}),
  };
  expect(notYetServing(upgrading(OLD, NEW, forming))).toEqual([]);
});

test('neither is what a host cannot be asked about', () => {
  const away = {hosts: {'cp-2': unknown('no route to host')}, observed: notReady};
  expect(notYetServing(upgrading(OLD, NEW, away))).toEqual([]);
});
