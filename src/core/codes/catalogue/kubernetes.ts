import {entries} from '../entry.js';

export const KUBERNETES = entries({
  'kube/unreadable': {
    level: 'error',
    title: 'No API server answers',
    explanation: 'Nodes, objects and versions could not be asked for.',
    remedy: 'on each control plane: systemctl status kube-apiserver.service',
  },
  'kube/api-not-ready': {
    level: 'error',
    title: 'An API server is not ready',
    explanation: 'It runs or not; it says of itself that it cannot serve. Balancers pass it by.',
    remedy: 'on {host}: journalctl -u kube-apiserver.service',
  },
  'kube/secrets-unencrypted': {
    level: 'error',
    title: 'Secrets lie in etcd in plain text',
    explanation:
      'Encryption at rest is not in force: somebody who reads a disk or a snapshot of etcd reads the secrets. Once it is in force again, secrets have to be written anew.',
    remedy:
      'look at /etc/kubernetes/encryption.yaml: its first provider must not be identity; then kubectl get secrets -A -o json | kubectl replace -f -',
  },
  'kube/node-missing': {
    level: 'error',
    title: 'A declared host is no Node',
    explanation:
      'The API has no Node object for this host: it was deleted, and kubelet registers only when it starts. The Node then gets another range of pod addresses, which flanneld takes up when it starts; the bridge of the old range is in its way. No other pods are lost by it: those of this host went with the Node.',
    remedy: 'on {host}: ip link delete cni0; systemctl restart kubelet.service flanneld.service',
  },
  'kube/node-undeclared': {
    level: 'warning',
    title: 'A Node that nobody declared',
    explanation:
      'The API has a Node that is not in the configuration: left of a host that was taken out, or somebody let it in.',
    remedy: 'if it is not wanted: kubectl drain {host} --ignore-daemonsets, kubectl delete node {host}',
  },
  'kube/node-not-ready': {
    level: 'error',
    title: 'A Node is not ready',
    explanation:
      'Its kubelet does not report, or reports that it cannot run pods. Pods on it are moved away after five minutes.',
    remedy: 'kubectl describe node {host}; on it: journalctl -u kubelet.service',
  },
  'kube/node-cordoned': {
    level: 'note',
    title: 'A Node takes no new pods',
    explanation: 'Somebody cordoned it. Its pods go on; new ones go elsewhere.',
    remedy: 'when the work is done: kubectl uncordon {host}',
  },
  'kube/node-pressure': {
    level: 'warning',
    title: 'A Node reports pressure',
    explanation:
      'kubelet reports that memory, disk or process ids are short, or that the network is not set up. It evicts pods.',
    remedy: 'kubectl describe node {host}',
  },
  'kube/node-labels-differ': {
    level: 'warning',
    title: 'A Node lacks labels of the configuration',
    explanation: 'Workloads that choose nodes by label, or spread over zones, are placed wrongly.',
    remedy: 'quorate apply',
  },
  'kube/kubelet-newer': {
    level: 'error',
    title: 'A kubelet is newer than the API server',
    explanation: 'A kubelet must never be newer than the API servers it may speak to. Upgrade control planes first.',
    remedy: 'bring the API servers to {version} or the kubelet back; kubectl get nodes shows versions',
  },
  'kube/kubelet-old': {
    level: 'error',
    title: 'A kubelet is more than three minors behind',
    explanation: 'Kubernetes supports a kubelet up to three minor versions behind the API server, and no more.',
    remedy: 'quorate apply',
  },
  'kube/apiserver-skew': {
    level: 'error',
    title: 'API servers are more than one minor apart',
    explanation:
      'During an upgrade API servers may differ by one minor version. Further apart they store what the other cannot read.',
    remedy: 'quorate apply',
  },
  'kube/object-missing': {
    level: 'warning',
    title: 'An object of the cluster is missing',
    explanation: 'An object that quorate lays down (DNS, network, rights) is not there.',
    remedy: 'quorate apply',
  },
  'kube/object-differs': {
    level: 'warning',
    title: 'An object of the cluster differs',
    explanation: 'An object that quorate lays down was changed in the API. The next run puts it back.',
    remedy: 'quorate plan shows which; quorate apply puts it back',
  },
});
