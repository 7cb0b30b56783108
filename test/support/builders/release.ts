import {digestOf} from '../../../src/core/model/names.js';
import type {Artifact, ComponentName, Release} from '../../../src/core/versions/bundle.js';

export const ADDON_VERSIONS: Readonly<Record<Exclude<ComponentName, 'kubernetes' | 'etcd'>, string>> = {
  containerd: '2.4.2',
  runc: '1.5.2',
  'cni-plugins': '1.9.1',
  flannel: '0.28.10',
  coredns: '1.15.0',
  pause: '3.10.2',
  agnhost: '2.59',
};

/** The artifacts of each component. */
export const COMPONENT_ARTIFACTS: Readonly<Record<ComponentName, readonly string[]>> = {
  kubernetes: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'],
  etcd: ['etcd', 'etcdctl', 'etcdutl'],
  containerd: ['containerd', 'containerd-shim-runc-v2', 'ctr'],
  runc: ['runc'],
  'cni-plugins': ['portmap', 'loopback', 'host-local', 'flannel', 'bridge'],
  flannel: ['flanneld'],
  coredns: ['coredns'],
  pause: ['pause'],
  agnhost: ['agnhost'],
};

const IMAGES: Readonly<Record<string, string>> = {
  coredns: 'registry.k8s.io/coredns/coredns:v1.15.0',
  pause: 'registry.k8s.io/pause:3.10.2',
  agnhost: 'registry.k8s.io/e2e-test-images/agnhost:2.59',
};

/** A complete release for amd64. */
export function release(kubernetes = '1.36.3', etcd = kubernetes.startsWith('1.36.') ? '3.6.16' : '3.7.3'): Release {
  const versions = {...ADDON_VERSIONS, kubernetes, etcd};
  const artifacts = Object.entries(COMPONENT_ARTIFACTS).flatMap(([component, names]) =>
    names.map(name => artifact(component as ComponentName, versions[component as ComponentName], name)),
  );
  return {arch: 'amd64', versions, artifacts: new Map(artifacts.map(each => [each.name, each]))};
}

const artifact = (component: ComponentName, version: string, name: string): Artifact => {
  const image = IMAGES[name];
  return {
    name,
    component,
    version,
    kind: image === undefined ? 'binary' : 'image',
    ...(image === undefined ? {} : {image}),
    file: `${component}/${version}/${name}.gz`,
    sha256: digestOf('0'.repeat(64)),
    size: 1,
    compressedSha256: digestOf('0'.repeat(64)),
    compressedSize: 1,
  };
};
