import {entries} from '../entry.js';

/** Failed requests to the Kubernetes API. */
export const KUBE_FAILURES = entries({
  'kube/no-api': {
    level: 'error',
    title: 'No API server is ready',
    explanation:
      'A change of the Kubernetes API is sent to an API server whose `/readyz` succeeds, and none of the control planes has one. Usual causes are etcd without quorum, an API server that is still starting, and an unreachable control plane.',
    remedy:
      '`quorate topology check` shows etcd and every API server. On a control plane: `journalctl -u kube-apiserver.service`. Run the same command again once an API server is ready.',
  },
  'kube/state-unknown': {
    level: 'error',
    title: 'The state of the Kubernetes API is unknown',
    explanation:
      'A step must know which nodes exist and which are cordoned, and no API server answered the question. A node that cannot be seen is not taken for a node that is gone. The message has the reason.',
    remedy:
      'On a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf get nodes`. Run the same command again once an API server answers.',
  },
  'kube/apply-failed': {
    level: 'error',
    title: 'The API server refused objects',
    explanation:
      'The objects that quorate manages (CoreDNS, the pod network, RBAC, the configuration for kubeadm) are applied with server-side apply. The API server answered with an error, which the message has. Usual causes are an admission webhook that is down or that rejects them, and an etcd that takes no writes.',
    remedy:
      'On a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf get validatingwebhookconfigurations,mutatingwebhookconfigurations`. Fix the reason in the message, then run the same command again.',
  },
  'kube/label-failed': {
    level: 'error',
    title: 'The API server refused labels or taints of nodes',
    explanation:
      'Labels, taints and the annotation quorate.dev/applied of a Node are changed by one JSON patch, which is refused if the taints are not those that were read before. The state was read again and the patch was repeated, and the API server still refused it, with the error in the message. Usual causes are an admission webhook that is down or that rejects the change, another program that changes the taints of the node all the time, and an etcd that takes no writes.',
    remedy:
      'On a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf get validatingwebhookconfigurations,mutatingwebhookconfigurations`. Fix the reason in the message, then run the same command again.',
  },
  'kube/cordon-failed': {
    level: 'error',
    title: 'A node cannot be cordoned',
    explanation:
      'Before a node is changed, it is cordoned and annotated with `quorate.dev/held`. The API server did not accept the change, or the node changed during each of eight attempts. The node may be cordoned already.',
    remedy:
      'Run the same command again: it reads the state of the node first. `quorate topology check` shows the API servers.',
  },
  'kube/uncordon-failed': {
    level: 'error',
    title: 'A node cannot be uncordoned',
    explanation:
      'A node that quorate cordoned, which the annotation `quorate.dev/held` records, is uncordoned after its change. The API server did not accept that, or the node changed during each of eight attempts. Until then no new pods are scheduled on it.',
    remedy:
      'Run the same command again: it uncordons the nodes that it cordoned. By hand, on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf uncordon {host}`.',
  },
  'kube/drain-refused': {
    level: 'error',
    title: 'A node cannot be drained',
    explanation:
      '`kubectl drain` refuses to evict pods that no controller (ReplicaSet, StatefulSet, Job, …) manages: they would not be started on another node. The message names them. The node may stay cordoned.',
    remedy:
      'Delete these pods if they are not needed, on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf --namespace NAMESPACE delete pod POD`. Then run the same command again. If the node is to stay: `kubectl --kubeconfig=/etc/kubernetes/admin.conf uncordon {host}`.',
  },
  'kube/delete-failed': {
    level: 'error',
    title: 'A Node object cannot be deleted',
    explanation:
      'The host was removed from the cluster, and the API server did not delete its Node object. A node without a kubelet stays NotReady in the list. Usual causes are an API server that became unavailable and an admission webhook.',
    remedy:
      'Run `quorate remove {host}` again (`quorate remove --lost {host}` for a lost host). By hand, on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf delete node {host}`.',
  },
  'kube/probe-failed': {
    level: 'error',
    title: 'The probe of the pod network failed',
    explanation:
      '`quorate topology check --probe` starts a pod on each node that is Ready, in a namespace of its own, and deletes them. The API server refused that, or did not answer. The message has its answer. Usual causes are an admission webhook, and an API server that became unavailable.',
    remedy:
      '`quorate topology check` shows what is wrong without a probe. Correct the reason in the message, then: `quorate topology check --probe`.',
  },
  'kube/probe-left': {
    level: 'error',
    title: 'Pods of a probe cannot be deleted',
    explanation:
      'No API server that was ready deleted the pods that `quorate topology check --probe` had started. They end by themselves after five minutes. Until then `kubectl drain` refuses to delete them.',
    remedy:
      'Run `quorate topology check --probe` again: it deletes what earlier probes left. By hand, on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf delete namespaces -l quorate.dev/probe`.',
  },
  'kube/kubectl': {
    level: 'error',
    title: 'kubectl failed in the quickstart',
    explanation:
      '`quorate quickstart` runs kubectl on the first control plane of its lab: it waits for CoreDNS and lists nodes and pods. This command ended with an error, which the message has. The cluster itself has been built.',
    remedy:
      '`quorate topology check -c FILE` shows what is wrong. Run `quorate quickstart` again: what exists is kept.',
  },
});
