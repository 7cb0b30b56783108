/** What a reset removes from a host besides the files in its list of owned files; units in the order in which they stop. */
export const RESET = {
  units: [
    // It holds the timer, which stops with it.
    'quorate-etcd-schedule',
    'quorate-etcd-snapshot',
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
  // Only directories with data: files are removed by the list of owned files, so that foreign files stay.
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
