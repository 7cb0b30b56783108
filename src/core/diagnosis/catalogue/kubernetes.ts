import {entries} from './entry.js';

export const KUBERNETES = entries({
  'kube/unreadable': {
    level: 'error',
    title: 'No API server answers',
    about: 'Nodes, objects and versions could not be asked for.',
    mend: 'on each control plane: systemctl status kube-apiserver.service',
  },
  'kube/api-not-ready': {
    level: 'error',
    title: 'An API server is not ready',
    about: 'It runs or not; it says of itself that it cannot serve. Balancers pass it by.',
    mend: 'on {host}: journalctl -u kube-apiserver.service',
  },
  'kube/secrets-plain': {
    level: 'error',
    title: 'Secrets lie in etcd in plain text',
    about:
      'Encryption at rest is not in force: somebody who reads a disk or a snapshot of etcd reads the secrets. Once it is in force again, secrets have to be written anew.',
    mend: 'look at /etc/kubernetes/encryption.yaml: its first provider must not be identity; then kubectl get secrets -A -o json | kubectl replace -f -',
  },
  'kube/node-gone': {
    level: 'error',
    title: 'A declared host is no Node',
    about:
      'The API has no Node object for this host: it was deleted, and kubelet registers only when it starts. The Node then gets another range of pod addresses, which flanneld takes up when it starts; the bridge of the old range is in its way. No other pods are lost by it: those of this host went with the Node.',
    mend: 'on {host}: ip link delete cni0; systemctl restart kubelet.service flanneld.service',
  },
  'kube/node-undeclared': {
    level: 'warning',
    title: 'A Node that nobody declared',
    about:
      'The API has a Node that is not in the configuration: left of a host that was taken out, or somebody let it in.',
    mend: 'if it is not wanted: kubectl drain {host} --ignore-daemonsets, kubectl delete node {host}',
  },
  'kube/node-not-ready': {
    level: 'error',
    title: 'A Node is not ready',
    about:
      'Its kubelet does not report, or reports that it cannot run pods. Pods on it are moved away after five minutes.',
    mend: 'kubectl describe node {host}; on it: journalctl -u kubelet.service',
  },
  'kube/node-cordoned': {
    level: 'note',
    title: 'A Node takes no new pods',
    about: 'Somebody cordoned it. Its pods go on; new ones go elsewhere.',
    mend: 'when the work is done: kubectl uncordon {host}',
  },
  'kube/node-in-trouble': {
    level: 'warning',
    title: 'A Node reports pressure',
    about:
      'kubelet reports that memory, disk or process ids are short, or that the network is not set up. It evicts pods.',
    mend: 'kubectl describe node {host}',
  },
  'kube/node-marks-differ': {
    level: 'warning',
    title: 'A Node lacks labels of the configuration',
    about: 'Workloads that choose nodes by label, or spread over zones, are placed wrongly.',
    mend: 'quorate apply',
  },
  'kube/kubelet-newer': {
    level: 'error',
    title: 'A kubelet is newer than the API server',
    about: 'A kubelet must never be newer than the API servers it may speak to. Upgrade control planes first.',
    mend: 'bring the API servers to {version} or the kubelet back; kubectl get nodes shows versions',
  },
  'kube/kubelet-old': {
    level: 'error',
    title: 'A kubelet is more than three minors behind',
    about: 'Kubernetes supports a kubelet up to three minor versions behind the API server, and no more.',
    mend: 'quorate apply',
  },
  'kube/apiservers-apart': {
    level: 'error',
    title: 'API servers are more than one minor apart',
    about:
      'During an upgrade API servers may differ by one minor version. Further apart they store what the other cannot read.',
    mend: 'quorate apply',
  },
  'kube/object-missing': {
    level: 'warning',
    title: 'An object of the cluster is missing',
    about: 'An object that quorate lays down (DNS, network, rights) is not there.',
    mend: 'quorate apply',
  },
  'kube/object-differs': {
    level: 'warning',
    title: 'An object of the cluster differs',
    about: 'An object that quorate lays down was changed in the API. The next run puts it back.',
    mend: 'quorate plan shows which; quorate apply puts it back',
  },
});
