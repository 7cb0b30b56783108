import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {diagnosePlanned} from '../../../src/core/diagnosis/diagnose.js';
import {lose} from '../../../src/core/diagnosis/simulation/lose.js';
import {type LossModel, plannedModel} from '../../../src/core/diagnosis/simulation/model.js';
import {combinations, hostsIn, worst} from '../../../src/core/diagnosis/simulation/search.js';
import {hostName} from '../../../src/core/model/names.js';
import {quorum} from '../../../src/core/quorum/quorum.js';
import {sharedEndpoint} from '../../support/builders/config.js';
import {desiredCluster} from '../../support/desired.js';

const sets = (model: LossModel, size: number) => worst(model, size).map(({hosts}) => hosts.join('+'));

test('a larger loss never leaves more available than a smaller one', () => {
  const models = [
    plannedModel(desiredCluster()),
    plannedModel(desiredCluster({topology: 'external', controlPlanes: 2})),
    plannedModel(desiredCluster({controlPlanes: 5, endpoint: {host: '10.0.0.11', port: 6443}})),
    plannedModel(desire(sharedEndpoint())),
  ].map(model => ({...model, workloads: [{name: 'a/b/c', hosts: ['worker-1', 'worker-2']}]}));
  fc.assert(
    fc.property(
      fc.constantFrom(...models).chain(model => {
        const names = model.hosts.map(({name}) => name);
        return fc.tuple(fc.constant(model), fc.subarray(names), fc.subarray(names));
      }),
      ([model, some, further]) => worse(lose(model, some), lose(model, [...new Set([...some, ...further])])),
    ),
  );
});

const worse = (before: ReturnType<typeof lose>, after: ReturnType<typeof lose>): boolean =>
  (before.writes || !after.writes) &&
  (before.api || !after.api) &&
  (before.endpoint || !after.endpoint) &&
  before.workloads.every(name => after.workloads.includes(name));

describe('up to seven voters', () => {
  test.each([1, 2, 3, 4, 5, 6, 7])('%i stay writable exactly while a majority is left', voters => {
    const model = plannedModel(desiredCluster({topology: 'external', etcdHosts: voters}));
    const names = model.voters.map(({host}) => host);
    for (let lost = 0; lost <= voters; lost++)
      for (const set of combinations(names, lost))
        expect(lose(model, set).writes).toBe(voters - lost >= quorum(voters));
  });
});

describe('the smallest harmful sets', () => {
  test('of three stacked control planes are any two of them', () => {
    expect(sets(plannedModel(desiredCluster()), 2)).toEqual(['cp-1+cp-2', 'cp-1+cp-3', 'cp-2+cp-3']);
  });

  test('of external etcd are its only control plane, or two members', () => {
    const model = plannedModel(desiredCluster({topology: 'external', controlPlanes: 1}));
    expect(sets(model, 1)).toEqual(['cp-1']);
    expect(sets(model, 2)).toEqual(['cp-1', 'etcd-1+etcd-2', 'etcd-1+etcd-3', 'etcd-2+etcd-3']);
  });

  test('are those that an exhaustive search finds', () => {
    const model = plannedModel(
      desiredCluster({topology: 'external', controlPlanes: 2, endpoint: {host: '10.0.0.12', port: 6443}}),
    );
    const names = model.hosts.map(({name}) => name).toSorted();
    const smallest = (what: 'writes' | 'api' | 'endpoint') => {
      for (let size = 1; size <= 3; size++) {
        const found = combinations(names, size).filter(set => !lose(model, set)[what]);
        if (found.length > 0) return found.map(set => set.join('+'));
      }
      return [];
    };
    const wanted = new Set([...smallest('writes'), ...smallest('api'), ...smallest('endpoint')]);
    expect(new Set(sets(model, 3))).toEqual(wanted);
  });

  test('include the hosts of all pods of a workload', () => {
    const model = {
      ...plannedModel(desiredCluster()),
      workloads: [{name: 'shop/Deployment/web', hosts: ['worker-2', 'worker-2']}],
    };
    expect(worst(model, 1)).toMatchObject([{hosts: ['worker-2'], workloads: ['shop/Deployment/web'], writes: true}]);
  });

  test('include the zone whose loss blocks writes', () => {
    const desired = desiredCluster();
    const zones = {'cp-1': 'a', 'cp-2': 'b', 'cp-3': 'b'} as Readonly<Record<string, string>>;
    const hosts = desired.hosts.map(host => ({...host, ...(zones[host.name] ? {zone: zones[host.name]!} : {})}));
    const {verdict, losses} = diagnosePlanned({...desired, hosts}, {worst: 1, zones: ['a']});
    expect(losses.map(({zone, writes}) => [zone, writes])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    expect(verdict.summary).toBe(
      'planned: 3 voters; tolerates the loss of any 1 host if the name api.demo.example leads to more than 1 control plane; zone b has 2 of 3 voters: losing it blocks writes',
    );
  });

  test('of 300 hosts are searched among voters and control planes', () => {
    const hosts = Array.from({length: 300}, (_, index) => ({name: hostName(`n${index}`), zone: `z${index % 3}`}));
    const model: LossModel = {
      hosts,
      etcd: 'members',
      voters: hosts.slice(0, 7).map(({name}) => ({host: name, up: true})),
      controlPlanes: hosts.slice(0, 7).map(({name}) => ({host: name, up: true, members: [name]})),
      apiEndpoint: {address: '10.0.0.100:6443', by: 'others'},
      workloads: [],
    };
    expect(worst(model, 3).filter(({zone}) => zone === undefined)).toEqual([]);
    expect(worst(model, 4).filter(({zone}) => zone === undefined)).toHaveLength(35);
    expect(hostsIn(model, ['z0'])).toHaveLength(100);
  });
});

test('a stacked API server needs the member on its host, an external one any member', () => {
  const stacked = plannedModel(desiredCluster());
  const external = plannedModel(desiredCluster({topology: 'external', controlPlanes: 1}));
  expect(stacked.controlPlanes[0]?.members).toEqual(['cp-1']);
  expect(lose(external, ['etcd-1'])).toMatchObject({writes: true, api: true});
  expect(lose(stacked, ['cp-1', 'cp-2'])).toMatchObject({writes: false, api: false, endpoint: false});
});

describe('an endpoint that control planes share', () => {
  const planned = plannedModel(desire(sharedEndpoint()));
  const hosts = planned.controlPlanes.map(({host}) => host);
  /** With etcd elsewhere, so that its quorum does not decide. */
  const model: LossModel = {...planned, etcd: 'given', voters: []};

  test('survives the loss of all control planes but one, while etcd has quorum', () => {
    for (let lost = 0; lost <= hosts.length; lost++)
      for (const set of combinations(hosts, lost)) expect(lose(model, set).endpoint).toBe(lost < hosts.length);
    for (const set of combinations(hosts, 2))
      expect(lose(planned, set)).toMatchObject({writes: false, endpoint: false});
  });

  test('is down when no host is left whose API server and keepalived both run', () => {
    const halves: LossModel = {
      ...model,
      controlPlanes: model.controlPlanes.map(each => ({...each, up: each.host !== 'cp1'})),
      apiEndpoint: {
        address: '10.0.0.100:6443',
        by: 'virtual IP',
        hosts: hosts.map(host => ({host, up: host !== 'cp2'})),
      },
    };
    expect(lose(halves, [])).toMatchObject({api: true, endpoint: true});
    expect(lose(halves, ['cp3'])).toMatchObject({api: true, endpoint: false});
    expect(sets(halves, 1)).toEqual(['cp3']);
  });
});

test('an API endpoint on one control plane is down with it', () => {
  const model = plannedModel(desiredCluster({endpoint: {host: '10.0.0.11', port: 6443}}));
  expect(lose(model, ['cp-1'])).toMatchObject({writes: true, api: true, endpoint: false});
  expect(lose(model, ['cp-2'])).toMatchObject({endpoint: true});
});
