import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import type {HostConfig, Role} from '../../../src/core/model/config.js';
import {hostName} from '../../../src/core/model/names.js';
import {clusterConfig} from '../../support/builders/config.js';

const having = (name: string, address: string, ...roles: readonly Role[]): HostConfig => ({
  ...clusterConfig().hosts[0]!,
  name: hostName(name),
  address,
  roles,
  labels: {},
  taints: [],
});

describe.each([
  {
    topology: 'stacked',
    members: ['cp1', 'cp2', 'cp3'],
    endpoints: ['https://127.0.0.1:2379'],
    nodes: ['cp1', 'cp2', 'cp3', 'w1'],
    bootstrapHosts: ['cp1'],
  },
  {
    topology: 'external',
    members: ['etcd1', 'etcd2', 'etcd3'],
    endpoints: ['https://10.0.0.31:2379', 'https://10.0.0.32:2379', 'https://10.0.0.33:2379'],
    nodes: ['cp1', 'cp2', 'cp3', 'w1'],
    bootstrapHosts: ['etcd1', 'etcd2', 'etcd3', 'cp1'],
  },
] as const)('a $topology cluster', ({topology, members, endpoints, nodes, bootstrapHosts}) => {
  const desired = desire(clusterConfig(topology));

  test('has its etcd members on the hosts that the topology determines', () => {
    expect(desired.etcd.map(each => each.host)).toEqual(members);
  });

  test('has control planes with the etcd endpoints of the topology', () => {
    expect(desired.controlPlanes.map(each => each.host)).toEqual(['cp1', 'cp2', 'cp3']);
    for (const controlPlane of desired.controlPlanes) expect(controlPlane.etcdEndpoints).toEqual(endpoints);
  });

  test('has kubelets on all hosts except those with etcd only', () => {
    expect(desired.nodes.map(each => each.host)).toEqual(nodes);
  });

  test('bootstraps its first control plane and the members that it needs', () => {
    expect(desired.bootstrapHosts).toEqual(bootstrapHosts);
  });
});

test('a member has URLs of its address and the ports of etcd', () => {
  expect(desire(clusterConfig()).etcd[0]).toEqual({
    host: 'cp1',
    address: '10.0.0.11',
    peerUrl: 'https://10.0.0.11:2380',
    clientUrl: 'https://10.0.0.11:2379',
  });
});

test('IPv6 addresses in URLs are in brackets', () => {
  const {etcd, nodes} = desire(clusterConfig('stacked', {hosts: [having('cp1', 'fd00::11', 'control-plane')]}));
  expect(etcd[0]).toMatchObject({peerUrl: 'https://[fd00::11]:2380', clientUrl: 'https://[fd00::11]:2379'});
  expect(nodes[0]?.kubeletServer).toBe('https://[fd00::11]:6443');
});

test.each([
  ['control-plane', ['control-plane'], 'https://10.0.0.5:6443', 'node-role.kubernetes.io/control-plane:NoSchedule'],
  ['control plane that works too', ['control-plane', 'worker'], 'https://10.0.0.5:6443', ''],
  ['worker', ['worker'], 'https://127.0.0.1:7443', ''],
] as const)('the node of a %s has the API server and the taint that fit it', (_, roles, apiServer, taint) => {
  const hosts = [having('cp1', '10.0.0.1', 'control-plane'), having('n', '10.0.0.5', ...roles)];
  const node = desire(clusterConfig('stacked', {hosts})).nodes.find(each => each.host === 'n')!;
  expect(node.kubeletServer).toBe(apiServer);
  expect(node.taints.map(({key, effect}) => `${key}:${effect}`).join()).toBe(taint);
});

test('a node has a label for its zone, and labels of the configuration take precedence', () => {
  const {nodes} = desire(clusterConfig());
  expect(nodes.find(node => node.host === 'w1')).toMatchObject({
    labels: {
      'topology.kubernetes.io/zone': 'north',
      'example.com/disk': 'ssd',
      'node-role.kubernetes.io/worker': '',
    },
    taints: [{key: 'example.com/dedicated', value: 'yes', effect: 'NoSchedule'}],
  });
  expect(nodes[0]?.labels).toEqual({
    'node-role.kubernetes.io/control-plane': '',
    'node.kubernetes.io/exclude-from-external-load-balancers': '',
  });
});

test('without an endpoint the API endpoint is the first control plane', () => {
  const {endpoint: _, ...config} = clusterConfig();
  expect(desire(config).endpoint).toEqual({host: '10.0.0.11', port: 6443});
});

test('the endpoint of one load balancer may be a name', () => {
  const {hosts} = clusterConfig();
  const config = clusterConfig('stacked', {hosts: [...hosts, having('lb1', '10.0.0.5', 'load-balancer')]});
  expect(desire(config)).toMatchObject({
    endpoint: {host: 'api.golden.test'},
    loadBalancers: [{host: 'lb1', address: '10.0.0.5'}],
  });
});

describe('control planes that are all load balancers', () => {
  const sharing = (count: number, port = 6443) =>
    desire(
      clusterConfig('stacked', {
        endpoint: {host: '10.0.0.100', port},
        hosts: Array.from({length: count}, (_, n) =>
          having(`cp${n + 1}`, `10.0.0.${11 + n}`, 'control-plane', 'load-balancer'),
        ),
      }),
    );

  test.each([1, 2, 3, 5])('share the endpoint at the port of their API servers, %i of them', count => {
    const {vipHosts, loadBalancers, controlPlanes} = sharing(count);
    expect(loadBalancers).toEqual([]);
    expect(vipHosts.map(({host}) => host)).toEqual(controlPlanes.map(({host}) => host));
    for (const {address, shared} of vipHosts) {
      expect(shared).toEqual({
        address: '10.0.0.100',
        router: vipHosts[0]!.shared.router,
        peers: controlPlanes.map(each => each.address).filter(each => each !== address),
      });
    }
  });

  test.each([1, 2])('balance at another port, %i of them', count => {
    const {vipHosts, loadBalancers} = sharing(count, 8443);
    expect(vipHosts).toEqual([]);
    expect(loadBalancers).toHaveLength(count);
    expect(loadBalancers[0]?.shared?.peers).toEqual(count === 1 ? undefined : ['10.0.0.12']);
  });
});

test('the first address of the service range is that of the API, the tenth that of DNS', () => {
  expect(desire(clusterConfig()).network).toMatchObject({apiServiceIp: '10.96.0.1', dnsIp: '10.96.0.10'});
});
