import {describe, expect, test} from 'vitest';
import {known, unknown} from '../../../../src/core/model/fact.js';
import type {ObservedCluster} from '../../../../src/core/model/observed.js';
import {machineFacts} from '../../../support/builders/facts.js';
import {cp, factsOf, messageOf, NEW, OLD, said, upgrading, withMember, withNode} from './cases.js';

const apiOf = (number: number, ready: boolean) => (observed: ObservedCluster) => ({
  apiReady: new Map([...observed.apiReady, [cp(number), known(ready)]]),
});

describe('a control plane whose API server is not ready', () => {
  test('is refused', () => {
    const given = upgrading(OLD, NEW, {observed: apiOf(2, false)});
    expect(said(given)).toEqual(['error upgrade/api-not-ready']);
    expect(messageOf(given, 'upgrade/api-not-ready')).toBe(
      'cp-2: its API server is not ready; all 3 control planes must be ready before the first is upgraded',
    );
  });

  test('is refused with the reason if its readiness is unknown', () => {
    const given = upgrading(OLD, NEW, {
      observed: ({apiReady}) => ({apiReady: new Map([...apiReady, [cp(2), unknown('no route to host')]])}),
    });
    expect(said(given)).toEqual(['error upgrade/api-not-ready']);
    expect(messageOf(given, 'upgrade/api-not-ready')).toContain('no route to host');
  });

  test('is started first if an interrupted run was changing it', () => {
    const {desired} = upgrading(OLD, OLD);
    const half = {hosts: {'cp-2': known(factsOf(cp(2), desired, NEW))}, observed: apiOf(2, false)};
    expect(said(upgrading(OLD, NEW, half))).toEqual(['warning upgrade/api-unfinished']);
  });

  test('is started first if it was stopped, by an interrupted run or by hand', () => {
    const {desired} = upgrading(OLD, OLD);
    const facts = factsOf(cp(2), desired, OLD);
    const unit = {active: 'inactive', enabled: true, fresh: true, reloaded: true};
    const stopped = {...facts, units: new Map([...facts.units, ['kube-apiserver.service', unit]])};
    const half = {hosts: {'cp-2': known(stopped)}, observed: apiOf(2, false)};
    expect(said(upgrading(OLD, NEW, half))).toEqual(['warning upgrade/api-unfinished']);
  });

  test('because its etcd member is down is not reported a second time', () => {
    const given = upgrading(OLD, NEW, {
      observed: observed => ({
        ...apiOf(2, false)(observed),
        ...withMember('cp-2', {healthy: false, leader: false})(observed),
      }),
    });
    expect(said(given)).toEqual(['error quorum/member-down']);
  });

  test('is refused if another one is not ready either', () => {
    const {desired} = upgrading(OLD, OLD);
    const given = upgrading(OLD, NEW, {
      hosts: {'cp-2': known(factsOf(cp(2), desired, NEW))},
      observed: observed => apiOf(3, false)({...observed, ...apiOf(2, false)(observed)}),
    });
    expect(said(given)).toEqual(['error upgrade/api-not-ready', 'error upgrade/api-not-ready']);
  });

  test('is refused if its host cannot be reached, with the number of those that can', () => {
    const given = upgrading(OLD, NEW, {hosts: {'cp-3': unknown('no route to host')}, observed: apiOf(3, false)});
    expect(said(given)).toEqual(['error upgrade/host-unreachable']);
    expect(messageOf(given, 'upgrade/host-unreachable')).toContain('2 of 3 control planes');
  });

  test('has no finding if only workers are left to upgrade', () => {
    const {desired} = upgrading(OLD, OLD);
    const done = Object.fromEntries(desired.controlPlanes.map(({host}) => [host, known(factsOf(host, desired, NEW))]));
    const given = upgrading(OLD, NEW, {
      hosts: {...done, 'cp-3': unknown('no route to host')},
      observed: observed => ({...apiOf(3, false)(observed), ...withMember('cp-3', {healthy: false})(observed)}),
    });
    expect(said(given)).toEqual([]);
  });

  test('has no finding if it was never part of the cluster', () => {
    const given = upgrading(OLD, NEW, {
      hosts: {'cp-3': known(machineFacts())},
      observed: apiOf(3, false),
    });
    expect(said(given)).toEqual([]);
  });
});

describe('a node that is not Ready', () => {
  test('is refused', () => {
    const given = upgrading(OLD, NEW, {observed: withNode('worker-2', {ready: false})});
    expect(said(given)).toEqual(['error upgrade/node-not-ready']);
    expect(messageOf(given, 'upgrade/node-not-ready')).toContain('worker-2: the node is not Ready');
  });

  test('is completed if an interrupted run cordoned it', () => {
    expect(said(upgrading(OLD, NEW, {observed: withNode('worker-2', {ready: false, held: true})}))).toEqual([
      'warning upgrade/node-unfinished',
    ]);
  });

  test('has no finding if its host is not upgraded', () => {
    const {desired} = upgrading(OLD, OLD);
    const given = upgrading(OLD, NEW, {
      hosts: {'worker-2': known(factsOf(desired.nodes.at(-1)!.host, desired, NEW))},
      observed: withNode('worker-2', {ready: false, version: 'v1.37.2'}),
    });
    expect(said(given)).not.toContain('error upgrade/node-not-ready');
  });

  test('because the API has no such node is refused with that reason', () => {
    const given = upgrading(OLD, NEW, {observed: withNode('worker-2', {name: 'other'})});
    expect(said(given)).toEqual(['error upgrade/node-not-ready']);
    expect(messageOf(given, 'upgrade/node-not-ready')).toContain('the API has no such node');
  });
});

describe('an unmanaged etcd', () => {
  const {desired} = upgrading(OLD, NEW, {wishes: {}});
  const beside = (version: string) =>
    upgrading(OLD, NEW, {
      given: {
        desired: {...desired, etcd: [], unmanagedEtcd: {endpoints: ['https://10.0.0.41:2379']}},
        changes: upgradingApi,
      },
      observed: () => ({
        unmanagedEtcd: {
          files: known(new Map()),
          answers: [
            {
              endpoint: 'https://10.0.0.41:2379',
              from: cp(1),
              is: 'etcd' as const,
              status: {
                version,
                clusterId: 'c',
                memberId: 'm',
                leader: 'm',
                learner: false,
                members: [],
                holdsCluster: true,
              },
            },
          ],
        } as unknown as NonNullable<ObservedCluster['unmanagedEtcd']>,
      }),
    });
  const upgradingApi = upgrading(OLD, NEW).changes.filter(({component}) => component !== 'etcd');

  test.each([
    ['3.6.16', []],
    ['3.5.24', ['warning upgrade/untested-pair']],
    ['3.5.23', ['error upgrade/unsupported-pair']],
  ])('of version %s beside Kubernetes 1.37: %j', (version, findings) => {
    expect(said(beside(version))).toEqual(findings);
  });
});
