import {entries} from '../entry.js';

/** Address ranges, the API endpoint and the load balancers. */
export const CONFIG_NETWORKS = entries({
  'config/overlapping-networks': {
    level: 'error',
    title: 'The pod range and the Service range overlap',
    explanation: 'An address that is both a pod and a Service cannot be routed. Each range needs addresses of its own.',
    remedy: 'Choose ranges that no other network uses, for example 10.244.0.0/16 and 10.96.0.0/12.',
  },
  'config/address-in-network': {
    level: 'error',
    title: 'An address is inside the pod range or the Service range',
    explanation:
      'An address of the file is in spec.network.podCidr or spec.network.serviceCidr: that of a host, of SSH or a jump host, of the endpoint, an etcd, a mirror, a registry or a proxy. Hosts would treat traffic to it as traffic to a pod or a Service.',
    remedy: 'Choose another range for pods or Services; the message suggests one that is free. Or use another address.',
  },
  'config/mixed-families': {
    level: 'error',
    title: 'IPv4 and IPv6 addresses are mixed',
    explanation:
      'Hosts, pods, Services and the virtual IP must be of one address family. quorate does not build dual-stack clusters.',
    remedy: 'Use one address family for hosts, pods, Services and the endpoint.',
  },
  'config/not-a-range': {
    level: 'error',
    title: 'A range does not start at its first address',
    explanation:
      'The value is an address inside a range, like 10.244.1.5/16. What was meant is not clear: the range, or a smaller one.',
    remedy: 'Write the range with its first address. The message shows it.',
  },
  'config/service-range-size': {
    level: 'error',
    title: 'The Service range is too small or too large',
    explanation:
      'The cluster DNS takes the tenth address, so at least 16 addresses are needed. The API server accepts at most 20 bits: an IPv4 /12 or an IPv6 /108.',
    remedy: 'Set spec.network.serviceCidr to a range between a /28 and a /12 (IPv6: between a /124 and a /108).',
  },
  'config/pod-range-size': {
    level: 'error',
    title: 'The pod range does not fit the number of nodes',
    explanation:
      'Each node takes one block of the pod range: an IPv4 /24 or an IPv6 /64, or what node-cidr-mask-size in spec.extraArgs says. The range has too few blocks for the declared nodes, or more than the 65536 that Kubernetes supports.',
    remedy: 'Set spec.network.podCidr to a range of the size that the message names.',
  },
  'config/local-endpoint': {
    level: 'error',
    title: 'The endpoint is an address of the local machine',
    explanation:
      'localhost, a loopback address or 0.0.0.0 means another machine on each host. The endpoint is written into kubeconfigs and certificates and must mean the same everywhere.',
    remedy:
      'Set spec.endpoint.host to a load balancer or a virtual IP. Without load-balancer hosts it may be left out.',
  },
  'config/no-endpoint': {
    level: 'error',
    title: 'Load balancers need spec.endpoint',
    explanation:
      'A host has the role load-balancer, and spec.endpoint is missing. Certificates and kubeconfigs contain this address, so it must be known before the cluster is built.',
    remedy:
      'Set spec.endpoint.host: for one load balancer to its address or a DNS name of it, for two or for all control planes to a free address of their network.',
  },
  'config/endpoint-no-address': {
    level: 'error',
    title: 'The endpoint that hosts share is a name',
    explanation:
      'Two load balancers, or all control planes, share a virtual IP by VRRP, so spec.endpoint.host must be an IP address. A name can be added to the certificate.',
    remedy: 'Set spec.endpoint.host to a free address of their network, and add the name to spec.pki.apiServerSans.',
  },
  'config/endpoint-taken': {
    level: 'error',
    title: 'The endpoint is the address of another host',
    explanation:
      'With one load balancer, the endpoint is its own address. With two, or if all control planes have the role load-balancer, the virtual IP must be an address that no host has.',
    remedy:
      'Set spec.endpoint.host to the address of the load balancer, or for a virtual IP to a free address of the network of the hosts that share it.',
  },
  'config/endpoint-port-taken': {
    level: 'error',
    title: 'The endpoint port is in use on a load balancer',
    explanation:
      'The load balancer listens on spec.endpoint.port, and another role of the same host, or its own health check, listens there as well.',
    remedy: 'Set spec.endpoint.port to another port, for example 8443, or give the role to a host of its own.',
  },
  'config/many-load-balancers': {
    level: 'error',
    title: 'More than two hosts have the role load-balancer',
    explanation:
      'One virtual IP is shared by two load balancers in front of the control planes. Any number of hosts can only share it if they are the control planes, and the port is that of their API servers, 6443.',
    remedy:
      'Give the role load-balancer to one or two hosts; or to all control planes and no other host, and set spec.endpoint.port to 6443.',
  },
  'config/load-balancers-mixed': {
    level: 'error',
    title: 'Only some control planes are load balancers at the port of the API servers',
    explanation:
      'With spec.endpoint.port 6443, the control planes share a virtual IP without load balancers in front of them. All of them must have the role load-balancer then, because any of them may be the last one, and no other host, because nothing listens there on it.',
    remedy:
      'Give the role load-balancer to every control plane and to no other host; or only to one or two hosts that are no control planes; or set spec.endpoint.port to another port, for example 8443.',
  },
  'config/lab-network': {
    level: 'error',
    title: 'The hosts do not fit the network of a lab',
    explanation:
      'A lab puts all hosts into one IPv4 /24 behind a bridge. The first address is the gateway, so hosts use .2 to .254.',
    remedy:
      'Give every host an address of one /24 between .2 and .254, for example 10.77.0.11, 10.77.0.12, 10.77.0.13.',
  },
});
