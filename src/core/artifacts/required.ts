import type {ComponentName} from './bundle.js';

/** The artifacts of a complete release. The test image is optional. */
export const REQUIRED: Readonly<Record<Exclude<ComponentName, 'agnhost'>, readonly string[]>> = {
  kubernetes: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'],
  etcd: ['etcd', 'etcdctl', 'etcdutl'],
  containerd: ['containerd', 'containerd-shim-runc-v2', 'ctr'],
  runc: ['runc'],
  'cni-plugins': ['bridge', 'host-local', 'loopback', 'portmap'],
  flannel: ['flanneld'],
  'flannel-cni-plugin': ['flannel'],
  coredns: ['coredns'],
  pause: ['pause'],
};

export const COMPONENTS: readonly ComponentName[] = [
  ...(Object.keys(REQUIRED) as (keyof typeof REQUIRED)[]),
  'agnhost',
];

export const namesOf = (component: ComponentName): readonly string[] =>
  component === 'agnhost' ? ['agnhost'] : REQUIRED[component];

export const isComponent = (name: string): name is ComponentName => (COMPONENTS as readonly string[]).includes(name);

export const isImage = (component: ComponentName): boolean =>
  component === 'coredns' || component === 'pause' || component === 'agnhost';
