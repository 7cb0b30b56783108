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
    remedy: 'allow UDP 8472 between {hosts}; on each of them: `ip route`, `nft list ruleset` (or `iptables -S`)',
  },
  'network/no-range': {
    level: 'error',
    title: 'Node has no range of the pod network',
    explanation:
      'The controller manager gives each Node a range of spec.network.podCidr. Without one flanneld does not start, and pods of the node get no address. Usual causes are a controller manager that does not run, and a pod network without free ranges.',
    remedy:
      'on a control plane: `journalctl -u kube-controller-manager.service`; `kubectl --kubeconfig=/etc/kubernetes/admin.conf describe node {host}`',
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
