import {desire} from '../../src/core/desire.js';
import type {ClusterConfig, HostConfig, Role} from '../../src/core/model/config.js';
import type {DesiredCluster} from '../../src/core/model/desired.js';
import {hostName} from '../../src/core/model/names.js';

/** What a test may say about its cluster; the rest is as a user with few wishes would have it. */
export interface ClusterWishes extends Partial<Omit<ClusterConfig, 'pki' | 'network'>> {
  readonly controlPlanes?: number;
  readonly workers?: number;
  /** Hosts of their own for etcd, in the external topology. */
  readonly etcdHosts?: number;
  readonly network?: Partial<ClusterConfig['network']>;
  readonly pki?: Partial<ClusterConfig['pki']>;
}

/** Hosts cp-1 …, worker-1 … and, in the external topology, etcd-1 …, at 10.0.0.11, 10.0.0.21 and 10.0.0.31. */
export const desiredCluster = (wishes: ClusterWishes = {}): DesiredCluster => desire(clusterConfig(wishes));

function clusterConfig(wishes: ClusterWishes = {}): ClusterConfig {
  const {controlPlanes = 3, workers = 2, etcdHosts = 3, network, pki, topology = 'stacked', ...rest} = wishes;
  return {
    name: 'demo',
    kubernetesVersion: '1.36.3',
    topology,
    endpoint: {host: 'api.demo.example', port: 6443},
    network: {
      plugin: 'flannel',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      dnsDomain: 'cluster.local',
      ...network,
    },
    etcd: {},
    pki: {algorithm: 'ECDSA-P256', certValidityDays: 365, caValidityDays: 3650, apiServerSans: [], ...pki},
    hosts: [
      ...hosts('cp', 'control-plane', controlPlanes, 10),
      ...hosts('worker', 'worker', workers, 20),
      ...(topology === 'external' ? hosts('etcd', 'etcd', etcdHosts, 30) : []),
    ],
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
    ...rest,
  };
}

const hosts = (prefix: string, role: Role, count: number, above: number): readonly HostConfig[] =>
  Array.from({length: count}, (_, index) => ({
    name: hostName(`${prefix}-${index + 1}`),
    address: `10.0.0.${above + index + 1}`,
    roles: [role],
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
      knownHostsFile: '/dev/null',
      connectTimeoutSeconds: 10,
    },
  }));
