import {entries} from '../entry.js';

/** The network of pods and services, tried from each node. */
export const NETWORK = entries({
  'network/down': {
    level: 'error',
    title: 'The pod network connects no nodes',
    explanation:
      'No node can connect to another one through the pod network, while the hosts reach each other at their own addresses. Packets of the pod network travel between the hosts as VXLAN, at UDP port 8472. A firewall between the hosts, or the same packet filter on each of them, is the usual cause; also a network of machines in a cloud that drops UDP, or a packet size that is too large.',
    remedy:
      'allow UDP 8472 between {hosts}; on one of them: `journalctl -u flanneld.service`, `ip -d link show flannel.1`, `nft list ruleset` (or `iptables -S`)',
  },
  'network/node-isolated': {
    level: 'error',
    title: 'Node is not connected to the pod network',
    explanation:
      'No other node can connect to it through the pod network, or it can connect to none, while other nodes reach each other. Pods on the node cannot reach pods on other nodes, and mostly not the cluster DNS. Usual causes are a packet filter on the node that drops UDP port 8472 or packets of pods, a flanneld that does not run, and a route or interface with addresses of the pod network.',
    remedy:
      'on {host}: `systemctl status flanneld.service`, `ip -d link show flannel.1`, `ip route get {address}`, `nft list ruleset` (or `iptables -S`): UDP 8472 from the other nodes and all packets from {pods} must be accepted',
  },
  'network/no-connectivity': {
    level: 'error',
    title: 'The pod network does not connect some nodes',
    explanation:
      'Other nodes reach both of them through the pod network, but pods on the two cannot connect to each other. A firewall between the two hosts that drops UDP port 8472 is the usual cause.',
    remedy:
      'allow UDP 8472 between {hosts}; on each of them: `systemctl status flanneld.service`, `ip route`, `nft list ruleset` (or `iptables -S`)',
  },
  'network/no-range': {
    level: 'error',
    title: 'Node has no range of the pod network',
    explanation:
      'The controller manager gives each Node a range of spec.network.podCidr. Without one flanneld does not start, and pods of the node get no address. Usual causes are a controller manager that does not run, and a pod network without free ranges.',
    remedy:
      'on a control plane: `journalctl -u kube-controller-manager.service`; `kubectl --kubeconfig=/etc/kubernetes/admin.conf describe node {host}`',
  },
  'network/range-differs': {
    level: 'error',
    title: 'flanneld uses another range than its Node has',
    explanation:
      'Other nodes send packets for the range of the Node, and pods here have addresses of another one: other nodes do not reach them. It happens when a Node was deleted and registered again while flanneld was running: the new Node has a new range. Pods keep their addresses until they are replaced.',
    remedy:
      'on {host}: `ip link delete cni0`; `systemctl restart flanneld.service`; then on a control plane, for the pods of this node: `kubectl --kubeconfig=/etc/kubernetes/admin.conf delete pods --all-namespaces --field-selector=spec.nodeName={host}`',
  },
  'network/not-reported': {
    level: 'warning',
    title: 'flanneld has not reported that the pod network works',
    explanation:
      'flanneld sets the condition NetworkUnavailable of its Node to False when it has its range and its device. Without it flanneld has not come that far for this Node, or something else has changed the condition. While it is True, no new pods are scheduled to the node.',
    remedy: 'on {host}: `systemctl restart flanneld.service`; `journalctl -u flanneld.service`',
  },
  'network/route-missing': {
    level: 'error',
    title: 'Node has no route to pods of other nodes',
    explanation:
      'flanneld adds a route for the range of each other Node. Without it packets to those pods leave the host by its default route and are lost. The route was deleted, or flanneld does not see changes of Nodes any more, for example after etcd was restored from a snapshot.',
    remedy: 'on {host}: `systemctl restart flanneld.service`; `journalctl -u flanneld.service`; `ip route`',
  },
  'network/pods-isolated': {
    level: 'error',
    title: 'Pods on some nodes cannot connect to pods on others',
    explanation:
      'A pod of the probe could not connect to a pod on another node. The nodes themselves reach each other through the pod network, so it is lost between a node and its pods: mostly by a packet filter that drops forwarded packets, by a setting of the bridge cni0, or by a network policy.',
    remedy:
      'on {hosts}: `nft list ruleset` (or `iptables -S FORWARD`): packets from and to {pods} must be forwarded; `ip -d link show cni0`; `sysctl net.ipv4.ip_forward`',
  },
  'network/policies-not-enforced': {
    level: 'note',
    title: 'NetworkPolicies are not enforced',
    explanation:
      'There are NetworkPolicy objects, and flannel, the pod network of this cluster, does not enforce them: the API accepts them, and every pod can connect to every other one. DaemonSets that enforce them beside flannel (kube-network-policies, kube-router, Canal) are recognized by their names.',
    remedy:
      'install an agent that enforces them beside flannel, for example kube-network-policies of kubernetes-sigs; or build a cluster with `spec.network.plugin: none` and Cilium or Calico. All of them: on a control plane `kubectl --kubeconfig=/etc/kubernetes/admin.conf get networkpolicies --all-namespaces`',
  },
  'network/probe-incomplete': {
    level: 'warning',
    title: 'The probe of the pod network could not be completed',
    explanation:
      'A pod of the probe did not start in time, or nothing could be tried from it: the host needs the commands nsenter, of util-linux, and bash. The evidence says which. Nothing is known of connections from and to these pods.',
    remedy:
      'on {hosts}: `journalctl -u kubelet.service`; `command -v nsenter bash`; then: `quorate topology check --probe`',
  },
  'network/probe-left': {
    level: 'warning',
    title: 'A probe of the pod network was not cleaned up',
    explanation:
      'A probe was killed, or runs at the moment. Its pods end by themselves after five minutes. Until then `kubectl drain` refuses to delete them. The next probe deletes what is left.',
    remedy:
      'quorate topology check --probe; or on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf delete namespaces -l quorate.dev/probe`',
  },
  'network/dns-silent': {
    level: 'error',
    title: 'Cluster DNS does not answer',
    explanation:
      'Queries to the address of the service of cluster DNS got no answer, or not the right one, although its pods are ready. The packets pass through kube-proxy, the pod network, and the packet filter of the node with the pod: there a base chain that drops forwarded packets is the usual cause, for example what Docker left behind.',
    remedy:
      'on {places}: `nft list chains` (or `iptables -S FORWARD`): packets from and to {pods} must be forwarded; on {hosts}: `journalctl -u kube-proxy.service`; on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf -n kube-system logs -l k8s-app=kube-dns`',
  },
});
