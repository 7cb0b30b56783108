import {entries} from '../entry.js';

/** Hosts: how they are distinguished and reached, their roles, labels and taints. */
export const CONFIG_HOSTS = entries({
  'config/duplicate-name': {
    level: 'error',
    title: 'Two hosts have the same name',
    explanation:
      'The name of a host is also the name of its node and of its etcd member, so it must be unique. A copied block whose name was not changed is the usual cause.',
    remedy: 'Give each host its own name.',
  },
  'config/host-named-as-api': {
    level: 'error',
    title: 'A host has a name of the API server',
    explanation:
      'The certificate of a kubelet is for the name of its host and is signed by the CA of the cluster. With a name like kubernetes or localhost, or with that of the endpoint, clients would take the host for an API server.',
    remedy:
      'Give the host another name. The name of the endpoint, and those of spec.pki.apiServerSans, may be that of a control plane or of a load balancer that is no worker.',
  },
  'config/duplicate-address': {
    level: 'error',
    title: 'Two hosts have the same address',
    explanation:
      'Peers and certificates identify a host by its address, so it must be unique. Two spellings of one IPv6 address count as the same. One machine with several roles is one host with several roles.',
    remedy: 'Give each host its own address, or merge the two hosts: `roles: [control-plane, worker]`.',
  },
  'config/duplicate-ssh-target': {
    level: 'error',
    title: 'SSH reaches the same machine for two hosts',
    explanation:
      'Both hosts have the same sshAddress, SSH port and jump hosts. What is installed on one would overwrite the other.',
    remedy: 'Give the hosts different `sshAddress` or `ssh.port` values.',
  },
  'config/ssh-address-of-another': {
    level: 'error',
    title: 'The sshAddress of a host is the address of another host',
    explanation:
      'With the same port and the same jump hosts, SSH would reach the other host under this name. What is installed for one host would change the other.',
    remedy: 'Set `sshAddress` to where SSH reaches this host. If a forwarded port leads to it, set its `ssh.port`.',
  },
  'config/several-local-hosts': {
    level: 'error',
    title: 'More than one host has connection: local',
    explanation:
      'A local host is the machine that quorate runs on, and there is only one. All other hosts are reached by SSH.',
    remedy: 'Set `connection: ssh` for every host except the one that quorate runs on.',
  },
  'config/unreachable-address': {
    level: 'error',
    title: 'The address of a host cannot be reached from other hosts',
    explanation:
      'The address is loopback, unspecified, multicast, broadcast or link-local. etcd peers and API servers connect to this address from other machines.',
    remedy:
      'Set `address` to an address of the host that the other hosts can reach. If SSH connects elsewhere, set `sshAddress`.',
  },
  'config/jump-host': {
    level: 'error',
    title: 'A jump host has the wrong syntax',
    explanation:
      'A jump host is written as [user@]host[:port], with an IPv6 address in brackets. It comes from ssh.jumpHosts in the configuration or from ProxyJump in ~/.ssh/config.',
    remedy: 'Correct ssh.jumpHosts in the configuration, or ProxyJump in ~/.ssh/config.',
  },
  'config/duplicate-role': {
    level: 'error',
    title: 'A host lists the same role twice',
    explanation: 'Each role counts once. A repeated role is usually a typing error for another one.',
    remedy: 'Keep one of the two, or replace it with the role that was meant.',
  },
  'config/no-control-plane': {
    level: 'error',
    title: 'No host has the role control-plane',
    explanation: 'A cluster needs at least one control plane. Three tolerate the loss of one in the stacked topology.',
    remedy: 'Give one host, or three for high availability, `roles: [control-plane]`.',
  },
  'config/no-node': {
    level: 'warning',
    title: 'Labels or taints on a host that is not a node',
    explanation:
      'The host is neither a control plane nor a worker, so it has no kubelet and no Node object. Its labels and taints have no effect.',
    remedy: 'Delete the labels and taints of this host, or give it the role worker where the topology allows it.',
  },
  'config/label-syntax': {
    level: 'error',
    title: 'A label or zone has the wrong syntax',
    explanation:
      'Kubernetes rejects it. A key is an optional DNS prefix with a slash and a name; a name or value has up to 63 letters, digits, and the characters -_. and begins and ends with a letter or digit. A zone becomes the value of topology.kubernetes.io/zone.',
    remedy: 'Correct the key, the value or the zone.',
  },
  'config/reserved-label': {
    level: 'error',
    title: 'The label is reserved',
    explanation:
      'Kubernetes or quorate sets this label itself. The zone label follows from `zone`, the control-plane label from the roles, and other names under kubernetes.io and k8s.io belong to Kubernetes, except those under node.kubernetes.io, node-role.kubernetes.io, node-restriction.kubernetes.io and kubelet.kubernetes.io.',
    remedy:
      'Use a prefix of your own, like example.com/, or node.kubernetes.io/. For a zone set `zone`, for a control plane set its role.',
  },
  'config/taint-syntax': {
    level: 'error',
    title: 'A taint has the wrong syntax',
    explanation:
      'Kubernetes rejects its key or value. The same rules apply as for labels: up to 63 letters, digits, and the characters -_. with an optional DNS prefix before the key.',
    remedy: 'Correct the key or value of the taint.',
  },
  'config/reserved-taint': {
    level: 'error',
    title: 'The taint is reserved',
    explanation:
      'Kubernetes adds and removes taints under node.kubernetes.io/ by the state of the node. The NoSchedule taint of control planes follows from the roles: a control plane that is not a worker has it.',
    remedy:
      'Delete the taint. To allow all pods on a control plane, add the role worker: `roles: [control-plane, worker]`.',
  },
  'config/duplicate-taint': {
    level: 'error',
    title: 'A host has two taints with the same key and effect',
    explanation:
      'A node has at most one taint for each key and effect, so Kubernetes rejects the second. Two taints with one key and different effects are allowed.',
    remedy: 'Keep one of the two taints, or change the effect of one.',
  },
});
