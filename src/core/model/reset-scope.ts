/** What a reset takes off a host besides the files that its ownership list names; units in the order they stop in. */
export const RESET = {
  units: [
    'flanneld',
    'kube-proxy',
    'kubelet',
    'quorate-keepalived',
    'quorate-load-balancer',
    'quorate-balancer',
    'kube-scheduler',
    'kube-controller-manager',
    'kube-apiserver',
    'containerd',
    'etcd',
  ].map(name => `${name}.service`),
  // Data only: of files, the ownership list names each one, and what somebody else put beside them stays.
  directories: [
    '/var/lib/etcd',
    '/var/lib/kubelet',
    '/var/lib/containerd',
    '/var/lib/cni',
    '/var/log/kubernetes',
    '/var/log/pods',
    '/var/log/containers',
    '/run/containerd',
    '/run/flannel',
  ],
};
