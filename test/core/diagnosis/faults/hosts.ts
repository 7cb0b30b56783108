import {known, unknown} from '../../../../src/core/model/fact.js';
import type {HostName} from '../../../../src/core/model/names.js';
import {placesOf} from '../../../support/builders/places.js';
import {
  apiNotReady,
  etcdUnknown,
  evidence,
  facts,
  fresh,
  kube,
  link,
  observed,
  onHost,
  recorded,
  silentMember,
  unit,
  unreachable,
} from '../support/healthy.js';
import {external, type Fault, fault, onlyNode, stacked, stopped} from './fault.js';

/** Hosts and their units. */
export const HOST_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'an unreachable control plane',
    'hosts/unreachable cp2',
    unreachable('cp2'),
    silentMember('cp2'),
    apiNotReady('cp2'),
    onlyNode('cp2', {ready: false}),
  ),
  fault(
    stacked,
    'control planes that all cannot be read',
    ['hosts/unreachable cp1', 'hosts/unreachable cp2', 'hosts/unreachable cp3'],
    ...['cp1', 'cp2', 'cp3'].map(host => unreachable(host)),
    etcdUnknown('cannot determine whether an etcd member exists: cp1: connection timed out'),
    evidence(() => ({kube: unknown('no API server is ready')})),
    observed(() => ({kube: unknown('no API server is ready')})),
  ),
  fault(
    stacked,
    'etcd that is stopped on every host that can be read',
    ['etcd/unreadable', 'hosts/unreachable cp1'],
    unreachable('cp1'),
    stopped('cp2'),
    stopped('cp3'),
    etcdUnknown('etcd is bootstrapped, but no member serves linearizable reads'),
    evidence(() => ({kube: unknown('no API server is ready')})),
    observed(() => ({kube: unknown('no API server is ready')})),
  ),
  fault(
    external,
    'control planes that all cannot be read beside an etcd that can',
    ['hosts/unreachable cp1', 'hosts/unreachable cp2', 'hosts/unreachable cp3'],
    ...['cp1', 'cp2', 'cp3'].map(host => unreachable(host)),
    evidence(() => ({kube: unknown('no API server is ready')})),
    observed(() => ({kube: unknown('no API server is ready')})),
  ),
  fault(stacked, 'an unreachable worker', 'hosts/unreachable w1', unreachable('w1'), onlyNode('w1', {ready: false})),
  fault(
    stacked,
    'a host with incomplete facts',
    'hosts/facts-incomplete w1',
    evidence(({hosts}) => ({hosts: new Map(hosts).set('w1' as HostName, unknown('timed out'))})),
  ),
  fault(
    stacked,
    'a host that has not joined',
    'hosts/not-joined w1',
    fresh('w1'),
    kube(({nodes: before}) => ({nodes: before.filter(({name}) => name !== 'w1')})),
    link(({to, port}) => (to === 'w1' && port === 10250 ? known('refused') : undefined)),
  ),
  fault(
    stacked,
    'a clock 30 s ahead',
    'hosts/clock-off cp2',
    facts('cp2', () => ({clock: {least: 30_000, most: 30_000}})),
  ),
  fault(
    stacked,
    'a clock 3 s behind',
    'hosts/clock-drifts cp2',
    facts('cp2', () => ({clock: {least: -3_000, most: -3_000}})),
  ),
  fault(
    stacked,
    'a wrong clock of this machine',
    'hosts/operator-clock-off',
    ...['cp1', 'cp2', 'cp3', 'w1'].map(host => facts(host, () => ({clock: {least: 60_000, most: 60_000}}))),
  ),
  fault(
    stacked,
    'swap on',
    'hosts/swap-on w1',
    facts('w1', () => ({swap: true})),
  ),
  fault(
    stacked,
    'a disk that became read-only',
    'hosts/read-only cp1',
    facts('cp1', ({places}) => ({
      places: placesOf([...places.keys()], {
        '/var/lib/etcd': {mount: {point: '/var/lib/etcd', device: '254:16', options: ['rw', 'ro']}},
      }),
    })),
  ),
  fault(
    stacked,
    'binaries that cannot be run',
    'hosts/no-exec w1',
    facts('w1', ({places}) => ({
      places: placesOf([...places.keys()], {
        '/opt/quorate': {mount: {point: '/opt', device: '254:16', options: ['rw', 'noexec']}},
      }),
    })),
  ),
  fault(
    stacked,
    'a pod network that comes before flannel',
    'hosts/cni-config-first w1',
    facts('w1', () => ({cniFiles: [{name: '05-cilium.conflist', plugins: ['cilium-cni']}]})),
  ),
  fault(
    stacked,
    'a tunnel into the range of pods',
    'hosts/network-overlap w1',
    facts('w1', ({routes = []}) => ({routes: [...routes, {to: '10.244.3.0/24', interface: 'tun0'}]})),
  ),
  fault(
    stacked,
    'a lost default route',
    'hosts/no-service-route w1',
    facts('w1', ({routes = []}) => ({routes, defaultRoutes: []})),
  ),
  fault(
    stacked,
    'a resolver on loopback',
    'hosts/resolver-unusable w1',
    facts('w1', () => ({nameservers: {'/etc/resolv.conf': ['127.0.0.1']}})),
  ),
  fault(
    stacked,
    'a duplicate machine id',
    'hosts/machine-id-shared',
    ...['cp1', 'w1'].flatMap(host => [facts(host, () => ({machineId: 'abc'})), recorded(host, {machineId: 'abc'})]),
  ),
  fault(
    stacked,
    'a full disk',
    'hosts/disk-low cp1',
    onHost('cp1', ({disks}) => ({
      disks: new Map([...disks].map(([path, {totalBytes}]) => [path, {totalBytes, freeBytes: 1e9}])),
    })),
    onlyNode('cp1', {troubles: ['DiskPressure']}),
  ),
  fault(stacked, 'a failed unit', 'hosts/unit-failed cp1', unit('cp1', 'kube-scheduler.service', 'failed')),
  fault(
    external,
    'a stopped API server',
    'hosts/unit-stopped cp1',
    unit('cp1', 'kube-apiserver.service', 'inactive'),
    apiNotReady('cp1'),
  ),
  fault(
    stacked,
    'a stopped kubelet',
    'hosts/unit-stopped w1',
    unit('w1', 'kubelet.service', 'inactive'),
    onlyNode('w1', {ready: false}),
    link(({to, port}) => (to === 'w1' && port === 10250 ? known('refused') : undefined)),
  ),
  fault(
    stacked,
    'a stopped container runtime',
    'hosts/unit-failed w1',
    unit('w1', 'containerd.service', 'failed'),
    facts('w1', () => ({images: unknown('containerd does not answer')})),
    onlyNode('w1', {ready: false}),
  ),
  fault(
    stacked,
    'a crash-looping unit',
    'hosts/unit-restarting w1',
    unit('w1', 'kube-proxy.service', 'activating', 17),
  ),
  fault(
    stacked,
    'a unit that is not enabled at boot',
    'hosts/unit-disabled w1',
    facts('w1', ({units}) => ({
      units: new Map(units).set('kubelet.service', {...units.get('kubelet.service')!, enabled: false}),
    })),
  ),
];
