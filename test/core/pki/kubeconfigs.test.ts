import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {restrictTo} from '../../../src/core/model/scope.js';
import {desiredKubeconfigs} from '../../../src/core/pki/certificates.js';
import {desiredCluster} from '../../support/desired.js';

const on = (host: string, c = desiredCluster()) => desiredKubeconfigs(c).filter(each => each.host === host);

test('a control plane has kubeadm’s kubeconfigs, with its own API server except for node agents', () => {
  const held = on('cp-2');
  expect(held.map(({path, subject}) => [path, subject.commonName, subject.organization])).toEqual([
    ['/etc/kubernetes/admin.conf', 'kubernetes-admin', 'kubeadm:cluster-admins'],
    ['/etc/kubernetes/controller-manager.conf', 'system:kube-controller-manager', undefined],
    ['/etc/kubernetes/scheduler.conf', 'system:kube-scheduler', undefined],
    ['/etc/kubernetes/kubelet.conf', 'system:node:cp-2', 'system:nodes'],
    ['/etc/kubernetes/kube-proxy.conf', 'system:kube-proxy', undefined],
    ['/etc/kubernetes/flannel.conf', 'flannel:cp-2', 'quorate:flannel'],
  ]);
  const pointing = (server: string) => held.filter(each => each.server === server).map(each => each.name);
  expect(pointing('https://10.0.0.12:6443')).toEqual(['admin', 'controller-manager', 'scheduler', 'kubelet']);
  expect(pointing('https://127.0.0.1:7443')).toEqual(['kube-proxy', 'flannel']);
});

test('a worker reaches the API through its own load balancer', () => {
  const held = on('worker-1');
  expect(held.map(each => each.name)).toEqual(['kubelet', 'kube-proxy', 'flannel']);
  expect(new Set(held.map(each => each.server))).toEqual(new Set(['https://127.0.0.1:7443']));
});

test('only the first control plane has system:masters', () => {
  for (const topology of ['stacked', 'external'] as const) {
    const masters = desiredKubeconfigs(desiredCluster({topology})).filter(
      each => each.subject.organization === 'system:masters',
    );
    expect(masters.map(({host, name}) => [host, name])).toEqual([['cp-1', 'super-admin']]);
  }
});

test('a run without the first control plane gives system:masters to no other host', () => {
  const rest = restrictTo(desiredCluster(), new Set(['cp-2', 'cp-3'].map(hostName)));
  expect(desiredKubeconfigs(rest).filter(each => each.name === 'super-admin')).toEqual([]);
});

test('a cluster with another pod network has no kubeconfig for flannel', () => {
  expect(on('worker-1', desiredCluster({network: {plugin: 'none'}})).map(each => each.name)).not.toContain('flannel');
});

test('an etcd host has no kubeconfig', () => {
  expect(on('etcd-1', desiredCluster({topology: 'external'}))).toEqual([]);
});

test('an IPv6 address in a server URL is in brackets', () => {
  const c = desiredCluster({controlPlanes: 1});
  const [admin] = desiredKubeconfigs({
    ...c,
    controlPlanes: c.controlPlanes.map(each => ({...each, address: 'fd00::11'})),
  });
  expect(admin?.server).toBe('https://[fd00::11]:6443');
});
