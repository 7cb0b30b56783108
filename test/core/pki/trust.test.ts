import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {sharedFiles} from '../../../src/core/pki/shared-secrets.js';
import {caCertHolders} from '../../../src/core/pki/trust.js';
import {SHARED_NAMES} from '../../../src/core/pki/types.js';
import {desiredCluster} from '../../support/desired.js';

const CA = '/etc/kubernetes/pki/ca.crt';
const ETCD_CA = '/etc/kubernetes/pki/etcd/ca.crt';

test('workers have the certificate of the cluster CA, and not that of the etcd CA', () => {
  expect(caCertHolders(desiredCluster())).toEqual([
    {host: 'worker-1', ca: 'ca', path: CA},
    {host: 'worker-2', ca: 'ca', path: CA},
  ]);
});

test('etcd hosts have the certificate of the etcd CA, and not that of the cluster CA', () => {
  const holders = caCertHolders(desiredCluster({topology: 'external', workers: 0}));
  expect(holders).toEqual(['etcd-1', 'etcd-2', 'etcd-3'].map(host => ({host, ca: 'etcd-ca', path: ETCD_CA})));
});

test('a load balancer has the certificate of the cluster CA once, whatever its other roles', () => {
  const loadBalancers = ['worker-1', 'lb-1'].map(host => ({host: hostName(host), address: '10.0.0.5'}));
  const holders = caCertHolders({...desiredCluster({workers: 1}), loadBalancers});
  expect(holders).toEqual(['worker-1', 'lb-1'].map(host => ({host, ca: 'ca', path: CA})));
});

test('hosts other than control planes get only CA certificates of the shared secrets', () => {
  const given = new Set(caCertHolders(desiredCluster({topology: 'external'})).map(each => each.path));
  const secret = SHARED_NAMES.flatMap(sharedFiles).filter(file => file.secret);
  expect(secret.filter(file => given.has(file.path))).toEqual([]);
});

test('shared secrets have kubeadm’s paths and modes, a private key before its public part', () => {
  expect(SHARED_NAMES.flatMap(sharedFiles).map(({path, mode}) => `${mode} ${path}`)).toEqual([
    '600 /etc/kubernetes/pki/ca.key',
    '644 /etc/kubernetes/pki/ca.crt',
    '600 /etc/kubernetes/pki/etcd/ca.key',
    '644 /etc/kubernetes/pki/etcd/ca.crt',
    '600 /etc/kubernetes/pki/front-proxy-ca.key',
    '644 /etc/kubernetes/pki/front-proxy-ca.crt',
    '600 /etc/kubernetes/pki/sa.key',
    '600 /etc/kubernetes/pki/sa.pub',
    '600 /etc/kubernetes/encryption.yaml',
  ]);
});
