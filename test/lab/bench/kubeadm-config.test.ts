import {expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {initConfig, joinConfig} from '../../../src/lab/bench/kubeadm/config.js';

const HOST = {name: 'cp2', address: '10.88.6.12'};
const CLUSTER = {
  endpoint: 'bench-api:6443',
  token: 'abcdef.0123456789abcdef',
  certificateKey: 'ab'.repeat(32),
  versions: {kubernetes: '1.36.3', etcd: '3.6.16', coredns: '1.14.2'},
};
const documents = (text: string) => parseAllDocuments(text).map(document => document.toJS());

test('kubeadm init has the versions of the bundle and the settings of the lab', () => {
  const [init, cluster, kubelet, proxy] = documents(initConfig(HOST, CLUSTER));
  expect(init).toMatchObject({kind: 'InitConfiguration', localAPIEndpoint: {advertiseAddress: '10.88.6.12'}});
  expect(cluster).toMatchObject({
    kubernetesVersion: 'v1.36.3',
    controlPlaneEndpoint: 'bench-api:6443',
    etcd: {local: {imageTag: '3.6.16'}},
    dns: {imageTag: 'v1.14.2'},
  });
  expect(kubelet).toMatchObject({kind: 'KubeletConfiguration', failCgroupV1: false});
  expect(proxy).toMatchObject({kind: 'KubeProxyConfiguration', mode: 'nftables'});
});

test.each([
  ['control-plane', {certificateKey: 'ab'.repeat(32), localAPIEndpoint: {advertiseAddress: '10.88.6.12'}}],
  ['worker', undefined],
] as const)('kubeadm join of a %s', (role, controlPlane) => {
  const [join] = documents(joinConfig(HOST, role, CLUSTER));
  expect(join.kind).toBe('JoinConfiguration');
  expect(join.controlPlane).toEqual(controlPlane);
  expect(join.nodeRegistration.name).toBe('cp2');
});
