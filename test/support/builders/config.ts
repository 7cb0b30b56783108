import type {ClusterConfig, HostConfig, Role, SshSettings} from '../../../src/core/model/config.js';
import {hostName} from '../../../src/core/model/names.js';

export const SSH: SshSettings = {
  user: 'root',
  port: 22,
  keyFiles: [],
  agent: false,
  useConfig: false,
  jumpHosts: [],
  hostKeys: 'strict',
  knownHostsFile: '~/.ssh/known_hosts',
  connectTimeoutSeconds: 10,
  client: 'builtin',
};

export const NETWORK: ClusterConfig['network'] = {
  plugin: 'flannel',
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.96.0.0/12',
  dnsDomain: 'cluster.local',
};

export const PKI: ClusterConfig['pki'] = {
  home: 'hosts',
  algorithm: 'ECDSA-P256',
  certValidityDays: 365,
  caValidityDays: 3650,
  apiServerSans: [],
};

export const NO_EXTRA_ARGS: ClusterConfig['extraArgs'] = {
  etcd: [],
  'kube-apiserver': [],
  'kube-controller-manager': [],
  'kube-scheduler': [],
  kubelet: [],
  'kube-proxy': [],
  flanneld: [],
};

/** Three control planes with a worker, and as many etcd hosts beside them in the external topology. */
export const clusterConfig = (
  topology: ClusterConfig['topology'] = 'stacked',
  changes: Partial<ClusterConfig> = {},
): ClusterConfig => ({
  name: 'golden',
  kubernetesVersion: '1.36.3',
  topology,
  endpoint: {host: 'api.golden.test', port: 6443},
  network: NETWORK,
  etcd: {},
  pki: PKI,
  hosts: [
    ...(topology === 'external' ? [1, 2, 3].map(n => hostConfig(`etcd${n}`, `10.0.0.${30 + n}`, 'etcd')) : []),
    ...[1, 2, 3].map(n => hostConfig(`cp${n}`, `10.0.0.${10 + n}`, 'control-plane')),
    {
      ...hostConfig('w1', '10.0.0.21', 'worker'),
      zone: 'north',
      labels: {'example.com/disk': 'ssd', 'node-role.kubernetes.io/worker': ''},
      taints: [{key: 'example.com/dedicated', value: 'yes', effect: 'NoSchedule'}],
    },
  ],
  podSecurity: {enforce: 'privileged'},
  extraArgs: NO_EXTRA_ARGS,
  artifacts: {},
  packages: 'install',
  registries: [],
  ...changes,
});

/** The same cluster behind two load balancers, with a virtual IP as its endpoint. */
export const balanced = (changes: Partial<ClusterConfig> = {}): ClusterConfig => {
  const config = clusterConfig('stacked', {endpoint: {host: '10.0.0.100', port: 6443}});
  const balancers = [5, 6].map(n => hostConfig(`lb${n - 4}`, `10.0.0.${n}`, 'load-balancer'));
  return {...config, hosts: [...balancers, ...config.hosts], ...changes};
};

/** The same cluster with a virtual IP that its control planes share, without load balancers. */
export const sharedEndpoint = (changes: Partial<ClusterConfig> = {}): ClusterConfig => {
  const config = clusterConfig('stacked', {endpoint: {host: '10.0.0.100', port: 6443}});
  const sharing = (host: HostConfig): HostConfig =>
    host.roles.includes('control-plane') ? {...host, roles: [...host.roles, 'load-balancer']} : host;
  return {...config, hosts: config.hosts.map(sharing), ...changes};
};

/** Control planes and a worker, with an unmanaged etcd. */
export const unmanaged = (changes: Partial<ClusterConfig> = {}): ClusterConfig => {
  const config = clusterConfig('external');
  const unmanagedEtcd = {
    endpoints: ['https://10.0.0.41:2379', 'https://10.0.0.42:2379'],
    caFile: '/operator/ca.crt',
    certFile: '/operator/client.crt',
    keyFile: '/operator/client.key',
  };
  return {
    ...config,
    etcd: {unmanagedEtcd},
    hosts: config.hosts.filter(({name}) => !name.startsWith('etcd')),
    ...changes,
  };
};

/** A host with the default settings. */
export const hostConfig = (name: string, address: string, ...roles: readonly Role[]): HostConfig => ({
  name: hostName(name),
  address,
  roles,
  labels: {},
  taints: [],
  connection: 'ssh',
  ssh: SSH,
});
