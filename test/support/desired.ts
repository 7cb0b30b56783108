import {desire} from '../../src/core/desire.js';
import type {ClusterConfig, HostConfig, Role} from '../../src/core/model/config.js';
import type {DesiredCluster} from '../../src/core/model/desired.js';
import {hostConfig, NETWORK, NO_EXTRA_ARGS, PKI} from './builders/config.js';

/** What a test sets in its cluster. The rest has default values. */
export interface ClusterWishes extends Partial<Omit<ClusterConfig, 'pki' | 'network'>> {
  readonly controlPlanes?: number;
  readonly workers?: number;
  /** Number of etcd hosts in the external topology. */
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
    network: {...NETWORK, ...network},
    etcd: {},
    pki: {...PKI, ...pki},
    hosts: [
      ...hosts('cp', 'control-plane', controlPlanes, 10),
      ...hosts('worker', 'worker', workers, 20),
      ...(topology === 'external' ? hosts('etcd', 'etcd', etcdHosts, 30) : []),
    ],
    podSecurity: {enforce: 'privileged'},
    extraArgs: NO_EXTRA_ARGS,
    artifacts: {},
    packages: 'install',
    registries: [],
    ...rest,
  };
}

const hosts = (prefix: string, role: Role, count: number, above: number): readonly HostConfig[] =>
  Array.from({length: count}, (_, index) => hostConfig(`${prefix}-${index + 1}`, `10.0.0.${above + index + 1}`, role));
