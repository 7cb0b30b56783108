import type {DesiredCluster} from '../../model/desired.js';
import {coreDnsDeployment} from './coredns-deployment.js';
import type {KubeObject} from './object.js';
import {clusterRole, clusterRoleBinding} from './rbac.js';

const LABELS = {'k8s-app': 'kube-dns'} as const;
const NAMESPACE = 'kube-system';

/** The cluster DNS, with the names of kubeadm. */
export const coreDns = ({network}: DesiredCluster, image: string): readonly KubeObject[] => [
  {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'coredns', namespace: NAMESPACE}},
  clusterRole('system:coredns', [
    {apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch']},
    {apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch']},
  ]),
  clusterRoleBinding('system:coredns', 'system:coredns', {
    kind: 'ServiceAccount',
    name: 'coredns',
    namespace: NAMESPACE,
  }),
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: 'coredns', namespace: NAMESPACE},
    data: {Corefile: corefile(network.dnsDomain)},
  },
  coreDnsDeployment(image, {name: 'coredns', namespace: NAMESPACE, labels: LABELS}),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace: NAMESPACE,
      labels: {...LABELS, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS'},
      annotations: {'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true'},
    },
    spec: {
      clusterIP: network.dnsIp,
      ports: [
        {name: 'dns', port: 53, protocol: 'UDP', targetPort: 53},
        {name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53},
        {name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153},
      ],
      selector: LABELS,
    },
  },
];

const corefile = (domain: string): string => `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${domain} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success ${domain}
       disable denial ${domain}
    }
    loop
    reload
    loadbalance
}
`;
