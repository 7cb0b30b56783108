import {expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import type {ObservedCluster} from '../../../src/core/model/observed.js';
import {managedHosts, restrictTo} from '../../../src/core/model/scope.js';
import {clusterConfig} from '../../support/builders/config.js';
import {machineFacts} from '../../support/builders/facts.js';

const only = (...names: readonly string[]) => new Set(names.map(hostName));
const names = (holders: readonly {readonly host: string}[]) => holders.map(({host}) => host);

test('a cluster restricted to some hosts has only what is on them', () => {
  const part = restrictTo(desire(clusterConfig('external')), only('cp2', 'w1', 'etcd1'));
  expect(part.hosts.map(({name}) => name)).toEqual(['etcd1', 'cp2', 'w1']);
  expect(names(part.etcd)).toEqual(['etcd1']);
  expect(names(part.controlPlanes)).toEqual(['cp2']);
  expect(names(part.nodes)).toEqual(['cp2', 'w1']);
  expect(part.bootstrapHosts).toEqual(['etcd1']);
});

test('a restricted API server has no endpoints of members that do not take part', () => {
  const [controlPlane] = restrictTo(desire(clusterConfig('external')), only('cp1', 'etcd1', 'etcd3')).controlPlanes;
  expect(controlPlane?.etcdEndpoints).toEqual(['https://10.0.0.31:2379', 'https://10.0.0.33:2379']);
});

test('a restricted API server keeps the endpoint of the member on its own host', () => {
  const [controlPlane] = restrictTo(desire(clusterConfig()), only('cp2')).controlPlanes;
  expect(controlPlane?.etcdEndpoints).toEqual(['https://127.0.0.1:2379']);
});

test('a cluster restricted to all its hosts is unchanged', () => {
  const desired = desire(clusterConfig('external'));
  expect(restrictTo(desired, new Set(desired.hosts.map(({name}) => name)))).toEqual(desired);
});

test('a host with files of quorate is managed, whether or not anything runs there', () => {
  const observed: ObservedCluster = {
    hosts: new Map([
      [hostName('cut-off'), known(machineFacts({owned: new Set(['/etc/kubernetes/pki/ca.key'])}))],
      [hostName('empty'), known(machineFacts())],
      [hostName('unreadable'), unknown('no route')],
    ]),
    etcd: unknown('not asked'),
    apiReady: new Map(),
    kube: unknown('not asked'),
  };
  expect([...managedHosts(observed)]).toEqual(['cut-off']);
});
