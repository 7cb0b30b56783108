import {entries} from '../entry.js';

export const KUBERNETES = entries({
  'kube/unreadable': {
    level: 'error',
    title: 'No API server answers',
    explanation: 'Nodes, objects and versions are unknown, because no API server could be asked.',
    remedy: 'on each control plane: `systemctl status kube-apiserver.service`; `journalctl -u kube-apiserver.service`',
  },
  'kube/api-not-ready': {
    level: 'error',
    title: 'API server is not ready',
    explanation:
      'The API server does not run, or /readyz reports a failed check. Load balancers send it no connections.',
    remedy: 'on {host}: `journalctl -u kube-apiserver.service`',
  },
  'kube/secrets-unencrypted': {
    level: 'error',
    title: 'Secrets are stored unencrypted in etcd',
    explanation:
      'Encryption at rest is not active: anyone who reads a disk or a snapshot of etcd can read the Secrets. When it is active again, the Secrets have to be rewritten.',
    remedy:
      'on each control plane: the first provider in /etc/kubernetes/encryption.yaml must not be `identity`; then on one of them: `export KUBECONFIG=/etc/kubernetes/admin.conf; kubectl get secrets -A -o json | kubectl replace -f -`',
  },
  'kube/node-missing': {
    level: 'error',
    title: 'Node object is missing',
    explanation:
      'The API has no Node for this host: it was deleted, and kubelet registers only when it starts. The new Node gets another pod CIDR, which flanneld uses after a restart; the bridge with the old range must be deleted first. Pods of other hosts are not affected: those of this host were deleted with the Node.',
    remedy: 'on {host}: `ip link delete cni0`; `systemctl restart kubelet.service flanneld.service`',
  },
  'kube/node-undeclared': {
    level: 'warning',
    title: 'Unexpected Node (not in the configuration)',
    explanation:
      'The API has a Node that is not in the configuration: its host was deleted from the configuration, or it was joined by other means.',
    remedy:
      'add its host to the configuration; or, if it is not wanted, on a control plane: `export KUBECONFIG=/etc/kubernetes/admin.conf; kubectl drain {host} --ignore-daemonsets; kubectl delete node {host}`',
  },
  'kube/node-not-ready': {
    level: 'error',
    title: 'Node is not ready',
    explanation:
      'Its kubelet does not report, or reports that it cannot run pods. Its pods are evicted after five minutes.',
    remedy:
      'on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf describe node {host}`; on {host}: `journalctl -u kubelet.service`',
  },
  'kube/node-cordoned': {
    level: 'note',
    title: 'Node is cordoned',
    explanation: 'It was marked unschedulable. Its pods keep running; new pods are scheduled to other nodes.',
    remedy:
      'when the maintenance is over, on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf uncordon {host}`',
  },
  'kube/node-pressure': {
    level: 'warning',
    title: 'Node reports pressure',
    explanation: 'kubelet reports that memory, disk space or process ids are short. It may evict pods.',
    remedy: 'on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf describe node {host}`',
  },
  'kube/pods-not-starting': {
    level: 'error',
    title: 'Pods of kube-system do not start on a node',
    explanation:
      'The runtime cannot connect these pods to the pod network: they stay in ContainerCreating. The evidence has what the plugin of the network answered. Usual causes are a configuration of another pod network in /etc/cni/net.d, a missing plugin in /opt/cni/bin, and a flanneld that has not written /run/flannel/subnet.env.',
    remedy:
      'on {host}: `ls /etc/cni/net.d`, and move what sorts before 10-flannel.conflist to a name that ends with .old; `systemctl status flanneld.service`; on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf -n kube-system describe pods`',
  },
  'kube/dns-not-ready': {
    level: 'error',
    title: 'Pods of cluster DNS are not ready',
    explanation:
      'Pods of CoreDNS do not run, or end again and again. The evidence has the reason that Kubernetes gives, and the last line of their log. "Loop" in the log means that the nameserver in resolv.conf of the node is, in a pod, the pod itself. A pod keeps the resolv.conf that it was started with: after a correction the pods have to be replaced.',
    remedy:
      'on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf -n kube-system describe pods -l k8s-app=kube-dns`; when the cause is corrected, for example resolv.conf of the node: `kubectl --kubeconfig=/etc/kubernetes/admin.conf -n kube-system rollout restart deployment coredns`',
  },
  'kube/node-labels-differ': {
    level: 'warning',
    title: 'Labels of a Node differ from the configuration',
    explanation:
      'A label of the configuration is missing or has another value, or the Node still has a label that quorate set and that the configuration does not have any more. Workloads that select nodes by label, or that spread over zones, are scheduled to the wrong nodes. Labels that others set are never reported or removed.',
    remedy: 'quorate apply',
  },
  'kube/node-taints-differ': {
    level: 'warning',
    title: 'Taints of a Node differ from the configuration',
    explanation:
      'A taint of the configuration is missing or has another value, or the Node still has a taint that quorate set and that the configuration does not have any more. Pods are scheduled to nodes that they should avoid, or are kept away from this one. Taints that others set are never reported or removed.',
    remedy:
      '`quorate plan` shows the change, `quorate apply` makes it; a new taint with the effect NoExecute evicts all pods that do not tolerate it',
  },
  'kube/kubelet-newer': {
    level: 'error',
    title: 'Kubelet is newer than the API server',
    explanation:
      'A kubelet must not be newer than the API servers that it connects to. Control planes are upgraded first.',
    remedy: '`quorate upgrade --to {version}` upgrades the API servers to the version of the kubelet',
  },
  'kube/kubelet-old': {
    level: 'error',
    title: 'Kubelet is more than three minor versions behind',
    explanation: 'Kubernetes supports a kubelet up to three minor versions behind the API server.',
    remedy: '`quorate upgrade --to {server}` upgrades the kubelet to the version of the API servers',
  },
  'kube/apiserver-skew': {
    level: 'error',
    title: 'API servers are more than one minor version apart',
    explanation:
      'API servers may differ by one minor version during an upgrade. If they differ by more, one stores objects that the other cannot read.',
    remedy:
      'set spec.kubernetesVersion to {version}; then, for each of {hosts}: `quorate remove HOST --accept-reduced-tolerance`, `quorate join HOST`',
  },
  'kube/object-missing': {
    level: 'warning',
    title: 'Cluster object is missing',
    explanation: 'An object that quorate creates (DNS, network, RBAC) does not exist.',
    remedy: 'quorate apply',
  },
  'kube/object-differs': {
    level: 'warning',
    title: 'Cluster object differs',
    explanation: 'An object that quorate creates was changed in the API. The next run restores it.',
    remedy: '`quorate plan` shows the difference; `quorate apply` restores the object',
  },
});
