import {known, unknown} from '../../../../src/core/model/fact.js';
import type {HostName} from '../../../../src/core/model/names.js';
import {
  apiNotReady,
  evidence,
  facts,
  fresh,
  kube,
  link,
  onHost,
  recorded,
  silentMember,
  unit,
  unreachable,
} from '../support/healthy.js';
import {external, type Fault, fault, onlyNode, stacked} from './fault.js';

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
    facts('cp2', () => ({clockOffsetMs: 30_000})),
  ),
  fault(
    stacked,
    'a clock 3 s behind',
    'hosts/clock-drifts cp2',
    facts('cp2', () => ({clockOffsetMs: -3_000})),
  ),
  fault(
    stacked,
    'a wrong clock of this machine',
    'hosts/operator-clock-off',
    ...['cp1', 'cp2', 'cp3', 'w1'].map(host => facts(host, () => ({clockOffsetMs: 60_000}))),
  ),
  fault(
    stacked,
    'swap on',
    'hosts/swap-on w1',
    facts('w1', () => ({swap: true})),
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
