import {desire} from '../../desire.js';
import type {ClusterConfig, HostConfig, Role} from '../../model/config.js';
import type {DesiredCluster} from '../../model/desired.js';
import {hostName} from '../../model/names.js';

/** Clusters that have every kind of host between them, for one version of Kubernetes. */
export const sampleClusters = (kubernetesVersion: string): readonly DesiredCluster[] =>
  [
    config(kubernetesVersion, 'stacked', [['control-plane'], ['worker'], ['load-balancer'], ['load-balancer']]),
    config(kubernetesVersion, 'external', [['control-plane'], ['worker'], ['etcd']]),
  ].map(desire);

const config = (
  kubernetesVersion: string,
  topology: ClusterConfig['topology'],
  roles: readonly (readonly Role[])[],
): ClusterConfig => ({
  name: 'sample',
  kubernetesVersion,
  topology,
  endpoint: {host: '10.0.0.100', port: 6443},
  network: {plugin: 'flannel', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', dnsDomain: 'cluster.local'},
  etcd: {},
  pki: {home: 'hosts', algorithm: 'ECDSA-P256', certValidityDays: 365, caValidityDays: 3650, apiServerSans: []},
  hosts: roles.map((each, index) => host(each, index + 1)),
  podSecurity: {enforce: 'privileged'},
  extraArgs: {
    etcd: [],
    'kube-apiserver': [],
    'kube-controller-manager': [],
    'kube-scheduler': [],
    kubelet: [],
    'kube-proxy': [],
    flanneld: [],
  },
  artifacts: {},
  packages: 'install',
  registries: [],
});

const host = (roles: readonly Role[], number: number): HostConfig => ({
  name: hostName(`${roles[0]}-${number}`),
  address: `10.0.0.${number}`,
  roles,
  labels: {},
  taints: [],
  connection: 'ssh',
  ssh: {
    user: 'root',
    port: 22,
    keyFiles: [],
    agent: false,
    useConfig: false,
    jumpHosts: [],
    hostKeys: 'strict',
    knownHostsFile: '',
    connectTimeoutSeconds: 10,
    client: 'builtin',
  },
});
