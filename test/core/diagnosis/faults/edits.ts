import type {ClusterConfig, HostConfig} from '../../../../src/core/model/config.js';
import {sha256} from '../../../../src/core/model/digest.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {type HostName, hostName} from '../../../../src/core/model/names.js';
import {evidence, facts, fresh, link} from '../support/healthy.js';
import {external, type Fault, fault, sharing, stacked, withoutKey} from './fault.js';
import {CONTROL_PLANES, edited, unrecorded} from './identity-changes.js';

const {endpoint: _, ...withoutEndpoint} = stacked;

const editedHost = (of: ClusterConfig, host: string, change: Partial<HostConfig>) =>
  edited(of, ({hosts}) => ({hosts: hosts.map(each => (each.name === host ? {...each, ...change} : each))}));

const silentAt = (host: string) => link(({to}) => (to === host ? known('silent') : undefined));

/** Edits of the configuration that a running cluster does not accept. */
export const EDIT_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'another range of Services',
    'identity/setting-changed',
    edited(stacked, ({network}) => ({network: {...network, serviceCidr: '10.112.0.0/12'}})),
  ),
  fault(
    stacked,
    'another range of pods',
    'identity/setting-changed',
    edited(stacked, ({network}) => ({network: {...network, podCidr: '10.245.0.0/16'}})),
  ),
  fault(
    stacked,
    'another DNS domain',
    'identity/setting-changed',
    edited(stacked, ({network}) => ({network: {...network, dnsDomain: 'other.local'}})),
  ),
  fault(
    stacked,
    'another name of the cluster',
    (['cp1', 'cp2', 'cp3', 'w1'] as const).map(host => `identity/other-cluster ${host}` as const),
    edited(stacked, () => ({name: 'silver'})),
  ),
  fault(
    stacked,
    'another topology, with new hosts for etcd',
    'identity/setting-changed',
    edited(stacked, () => ({topology: 'external', hosts: external.hosts})),
    evidence(({observed: seen, hosts}) => {
      const etcdHosts = ['etcd1', 'etcd2', 'etcd3'].map(hostName);
      const likeCp1 = <T>(all: ReadonlyMap<HostName, T>): ReadonlyMap<HostName, T> =>
        new Map([...all, ...etcdHosts.map(host => [host, all.get(hostName('cp1'))!] as const)]);
      return {
        hosts: likeCp1(hosts),
        members: new Map(etcdHosts.map(host => [host, unknown('no etcd is installed')])),
        observed: {...seen, hosts: likeCp1(seen.hosts), etcd: known({is: 'absent'})},
      };
    }),
    ...['etcd1', 'etcd2', 'etcd3'].flatMap(host => [fresh(host), facts(host, () => ({machineId: sha256(host)}))]),
  ),
  fault(
    stacked,
    'a member whose host has another address in the configuration',
    'identity/address-changed cp3',
    editedHost(stacked, 'cp3', {address: '10.0.0.93'}),
    silentAt('cp3'),
  ),
  fault(
    stacked,
    'the same in a cluster without recorded identities',
    ['identity/address-changed cp3', 'identity/missing'],
    ...[...CONTROL_PLANES, 'w1'].map(unrecorded),
    editedHost(stacked, 'cp3', {address: '10.0.0.93'}),
    silentAt('cp3'),
  ),
  fault(
    withoutEndpoint,
    'another address of the control plane that is the API endpoint',
    'identity/address-changed cp1',
    editedHost(withoutEndpoint, 'cp1', {address: '10.0.0.91'}),
    silentAt('cp1'),
  ),
  fault(
    external,
    'a member with another address, external',
    'identity/address-changed etcd3',
    editedHost(external, 'etcd3', {address: '10.0.0.93'}),
    silentAt('etcd3'),
  ),
  fault(
    sharing,
    'a control plane with another address that shares the endpoint',
    'identity/address-changed cp3',
    editedHost(sharing, 'cp3', {address: '10.0.0.93'}),
    silentAt('cp3'),
  ),
  fault(
    stacked,
    'a worker whose address was edited',
    'identity/address-changed w1',
    editedHost(stacked, 'w1', {address: '10.0.0.93'}),
    silentAt('w1'),
  ),
  fault(
    stacked,
    'a control plane that became a worker in the configuration',
    'identity/role-removed cp3',
    editedHost(stacked, 'cp3', {roles: ['worker']}),
    evidence(({members: asked, observed: seen}) => ({
      members: withoutKey(asked, hostName('cp3')),
      observed: {...seen, apiReady: withoutKey(seen.apiReady, hostName('cp3'))},
    })),
  ),
  fault(
    sharing,
    'control planes that no longer share the endpoint in the configuration',
    (['cp1', 'cp2', 'cp3'] as const).map(host => `identity/role-removed ${host}` as const),
    edited(sharing, ({hosts}) => ({
      hosts: hosts.map(each => ({...each, roles: each.roles.filter(role => role !== 'load-balancer')})),
    })),
  ),
  fault(
    external,
    'an etcd host that became a worker in the configuration',
    'identity/role-removed etcd3',
    editedHost(external, 'etcd3', {roles: ['worker']}),
    evidence(({members: asked}) => ({members: withoutKey(asked, hostName('etcd3'))})),
  ),
];
