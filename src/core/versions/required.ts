import type {ComponentName} from './bundle.js';

/** The artifacts of a complete release. The test image is optional. */
export const REQUIRED: Readonly<Record<Exclude<ComponentName, 'agnhost'>, readonly string[]>> = {
  kubernetes: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'],
  etcd: ['etcd', 'etcdctl', 'etcdutl'],
  containerd: ['containerd', 'containerd-shim-runc-v2', 'ctr'],
  runc: ['runc'],
  'cni-plugins': ['bridge', 'host-local', 'loopback', 'portmap', 'flannel'],
  flannel: ['flanneld'],
  coredns: ['coredns'],
  pause: ['pause'],
};

export const isComponent = (name: string): name is ComponentName => name in REQUIRED || name === 'agnhost';
