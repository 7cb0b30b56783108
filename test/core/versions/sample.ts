import {digestOf} from '../../../src/core/model/names.js';
import type {Artifact, Bundle, ComponentName} from '../../../src/core/versions/bundle.js';

/** An artifact whose digests are made up. */
export const artifact = (component: ComponentName, version: string, name: string): Artifact => ({
  name,
  component,
  version,
  kind: 'binary',
  file: `${component}/${version}/${name}.gz`,
  sha256: digestOf('a'.repeat(64)),
  size: 10,
  compressedSha256: digestOf('b'.repeat(64)),
  compressedSize: 5,
});

export const component = (name: ComponentName, version: string): readonly Artifact[] =>
  PARTS[name].map(part => artifact(name, version, part));

export const bundle = (...artifacts: readonly (readonly Artifact[])[]): Bundle => ({
  apiVersion: 'quorate/v1alpha1',
  kind: 'Bundle',
  arch: 'amd64',
  artifacts: artifacts.flat(),
});

/** One version of everything but Kubernetes and etcd. */
export const surroundings = (): readonly Artifact[] => [
  ...component('containerd', '2.4.2'),
  ...component('runc', '1.5.2'),
  ...component('cni-plugins', '1.9.1'),
  ...component('flannel', '0.28.10'),
  ...component('coredns', '1.15.0'),
  ...component('pause', '3.10.2'),
];

const PARTS: Readonly<Record<ComponentName, readonly string[]>> = {
  kubernetes: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'],
  etcd: ['etcd', 'etcdctl', 'etcdutl'],
  containerd: ['containerd', 'containerd-shim-runc-v2', 'ctr'],
  runc: ['runc'],
  'cni-plugins': ['bridge', 'host-local', 'loopback', 'portmap', 'flannel'],
  flannel: ['flanneld'],
  coredns: ['coredns'],
  pause: ['pause'],
  agnhost: ['agnhost'],
};
