import {describe, expect, test} from 'vitest';
import {clusterYaml, configOf, hostYaml, problemOf, problemsOf} from './support.js';

const cp1 = hostYaml('cp1', '10.0.0.11', 'control-plane');
const workers = (count: number) =>
  Array.from({length: count}, (_, n) => hostYaml(`w${n}`, `10.1.${n >> 8}.${n & 255}`, 'worker')).join('');
const controlPlanes = (count: number) =>
  Array.from({length: count}, (_, n) => hostYaml(`cp${n}`, `10.0.0.${10 + n}`, 'control-plane')).join('');

describe('hosts', () => {
  test('with the same name are an error at the second, with the line of the first', () => {
    expect(problemOf(clusterYaml({hosts: cp1 + hostYaml('cp1', '10.0.0.12', 'worker')}))).toMatchObject({
      code: 'config/duplicate-name',
      line: 10,
      path: 'spec.hosts[1].name',
      message: 'duplicate host name "cp1" (line 7)',
    });
  });

  test('with one address in two spellings are an error', () => {
    const spec = 'network: {podCidr: "fd01::/48", serviceCidr: "fd02::/112"}';
    const hosts = hostYaml('cp1', '"fd00::5"', 'control-plane') + hostYaml('w1', '"FD00:0::5"', 'worker');
    expect(problemOf(clusterYaml({spec, hosts}))).toMatchObject({code: 'config/duplicate-address', line: 12});
  });

  test('with one sshAddress need different ports', () => {
    const behind = (name: string, address: string, role: string, port: number) =>
      hostYaml(name, address, role, `sshAddress: nat.example.com\nssh: {port: ${port}}`);
    const hosts = (port: number) =>
      behind('cp1', '10.0.0.1', 'control-plane', 2201) + behind('w1', '10.0.0.2', 'worker', port);
    expect(problemOf(clusterYaml({hosts: hosts(2201)})).code).toBe('config/duplicate-ssh-target');
    expect(problemsOf(clusterYaml({hosts: hosts(2202)}))).toEqual([]);
  });

  test.each(['127.0.0.1', '0.0.0.0', '224.0.0.1', '169.254.1.1', '255.255.255.255'])(
    'with the unreachable address %s are an error',
    address => {
      expect(problemOf(clusterYaml({hosts: hostYaml('cp1', address, 'control-plane')})).code).toBe(
        'config/unreachable-address',
      );
    },
  );

  test('of which two are local are an error', () => {
    const local = (name: string, address: string, role: string) => hostYaml(name, address, role, 'connection: local');
    const one = clusterYaml({hosts: local('cp1', '10.0.0.1', 'control-plane')});
    const two = clusterYaml({hosts: local('cp1', '10.0.0.1', 'control-plane') + local('w1', '10.0.0.2', 'worker')});
    expect(problemsOf(one)).toEqual([]);
    expect(problemOf(two)).toMatchObject({code: 'config/several-local-hosts', path: 'spec.hosts[1].connection'});
    expect(problemOf(two).message).toContain('cp1 already is (line 10)');
  });
});

describe('roles', () => {
  test('without a control plane are an error', () => {
    expect(problemOf(clusterYaml({hosts: workers(2)})).code).toBe('config/no-control-plane');
  });

  test('with a misspelled control-plane are not reported as missing one', () => {
    const hosts = hostYaml('cp1', '10.0.0.11', 'controlplane');
    expect(problemOf(clusterYaml({hosts})).suggestion).toBe('did you mean "control-plane"?');
  });

  test('of etcd in the stacked topology are an error with a suggestion', () => {
    const problem = problemOf(clusterYaml({hosts: cp1 + hostYaml('e1', '10.0.0.31', 'etcd')}));
    expect(problem).toMatchObject({code: 'config/etcd-role-in-stacked', path: 'spec.hosts[1].roles[0]'});
    expect(problem.suggestion).toContain('topology: external');
  });

  test('of the external topology must include etcd', () => {
    expect(problemOf(clusterYaml({spec: 'topology: external', hosts: cp1}))).toMatchObject({
      code: 'config/no-etcd-hosts',
      path: 'spec.topology',
    });
  });

  test('beside etcd on one host are an error', () => {
    const hosts = cp1 + hostYaml('e1', '10.0.0.31', 'etcd, worker');
    expect(problemOf(clusterYaml({spec: 'topology: external', hosts})).message).toContain(
      'e1 cannot be worker and etcd',
    );
  });

  test('that are duplicate are an error', () => {
    const hosts = hostYaml('cp1', '10.0.0.11', 'control-plane, worker, worker');
    expect(problemOf(clusterYaml({hosts}))).toMatchObject({
      code: 'config/duplicate-role',
      path: 'spec.hosts[0].roles[2]',
    });
  });
});

describe('etcd members', () => {
  test.each([1, 3, 5, 7])('numbering %i have no warning', count => {
    expect(problemsOf(clusterYaml({hosts: controlPlanes(count)}))).toEqual([]);
  });

  test.each([
    [2, '2 etcd members tolerate 0 failures, the same as 1', 'use 1 or 3 hosts'],
    [4, '4 etcd members tolerate 1 failure, the same as 3', 'use 3 or 5 hosts'],
    [6, '6 etcd members tolerate 2 failures, the same as 5', 'use 5 or 7 hosts'],
  ])('numbering %i are a warning with the tolerance', (count, arithmetic, suggestion) => {
    const problem = problemOf(clusterYaml({hosts: controlPlanes(count)}));
    expect(problem).toMatchObject({code: 'config/even-etcd-members', level: 'warning', path: 'spec.hosts'});
    expect(problem.message).toContain(arithmetic);
    expect(problem.suggestion).toContain(suggestion);
  });

  test('numbering eight are a warning that does not suggest nine', () => {
    const [even, many] = problemsOf(clusterYaml({hosts: controlPlanes(8)}));
    expect([even?.code, many?.code]).toEqual(['config/even-etcd-members', 'config/many-etcd-members']);
    expect(even?.suggestion).toContain('use 7 hosts');
  });

  test('numbering more than seven are a warning', () => {
    expect(problemOf(clusterYaml({hosts: controlPlanes(9)}))).toMatchObject({
      code: 'config/many-etcd-members',
      level: 'warning',
    });
  });

  test('of the external topology are the etcd hosts', () => {
    const etcd = [1, 2, 3].map(n => hostYaml(`e${n}`, `10.0.0.3${n}`, 'etcd')).join('');
    expect(problemsOf(clusterYaml({spec: 'topology: external', hosts: etcd + controlPlanes(2)}))).toEqual([]);
  });
});

describe('networks', () => {
  test.each([
    [
      'network: {podCidr: 10.96.0.0/16}',
      'config/overlapping-networks',
      'serviceCidr 10.96.0.0/12 (the default) and podCidr 10.96.0.0/16 (line 6) overlap',
    ],
    [
      'network: {podCidr: 10.0.0.0/16}',
      'config/address-in-network',
      '10.0.0.11 is in the pod network 10.0.0.0/16 (line 6)',
    ],
    [
      'network: {serviceCidr: 10.0.0.0/16}',
      'config/address-in-network',
      '10.0.0.11 is in the service network 10.0.0.0/16 (line 6)',
    ],
    ['network: {serviceCidr: 10.96.0.0/29}', 'config/service-range-size', '10.96.0.0/29 has 8 addresses'],
    ['network: {serviceCidr: 10.96.0.0/32}', 'config/service-range-size', '10.96.0.0/32 has 1 address:'],
    ['network: {serviceCidr: 16.0.0.0/11}', 'config/service-range-size', 'larger than a /12'],
    ['network: {serviceCidr: 10.96.0.1/16}', 'config/not-a-range', 'has host bits set'],
    [
      'network: {podCidr: "fd00::/48"}',
      'config/mixed-families',
      'hosts have IPv4 addresses like 10.0.0.11, but podCidr fd00::/48 (line 6) is IPv6',
    ],
    ['network: {podCidr: 10.244.0.0/25}', 'config/pod-range-size', '/24 ranges for 0 of the 1 nodes'],
    ['network: {podCidr: 32.0.0.0/7}', 'config/pod-range-size', 'at most a /8'],
    ['endpoint: {host: 127.0.0.1}', 'config/local-endpoint', '127.0.0.1 resolves differently on every machine'],
    ['endpoint: {host: localhost}', 'config/local-endpoint', 'localhost resolves differently'],
    [
      'endpoint: {host: 10.96.0.1}',
      'config/address-in-network',
      '10.96.0.1 is in the service network 10.96.0.0/12 (the default)',
    ],
    ['pki: {certValidityDays: 4000}', 'config/validity', 'their CA is valid for 3650 (the default)'],
    ['pki: {workerCertValidityDays: 4000}', 'config/validity', 'their CA is valid for 3650 (the default)'],
  ])('with %s are an error', (spec, code, message) => {
    const problem = problemOf(clusterYaml({spec}));
    expect(problem).toMatchObject({code, level: 'error'});
    expect(problem.message).toContain(message);
    expect(problem.suggestion).toBeDefined();
  });

  test.each(['serviceCidr: 10.96.0.0/28', 'serviceCidr: 10.96.0.0/12', 'podCidr: 10.244.0.0/24'])(
    'with %s are large enough',
    range => {
      expect(problemsOf(clusterYaml({spec: `network: {${range}}`}))).toEqual([]);
    },
  );

  test('need a pod range for each node', () => {
    const text = (count: number) =>
      clusterYaml({spec: 'network: {podCidr: 10.244.0.0/22}', hosts: cp1 + workers(count)});
    expect(problemsOf(text(3))).toEqual([]);
    expect(problemOf(text(4))).toMatchObject({code: 'config/pod-range-size', suggestion: 'use a /21 or larger'});
  });

  test('need no pod range for etcd hosts', () => {
    const hosts = cp1 + hostYaml('e1', '10.0.0.31', 'etcd');
    expect(problemsOf(clusterYaml({spec: 'topology: external\nnetwork: {podCidr: 10.244.0.0/24}', hosts}))).toEqual([]);
  });

  test('have room for more nodes with smaller ranges, set by a flag', () => {
    const args = 'extraArgs:\n  kube-controller-manager:\n    - {name: node-cidr-mask-size, value: "26"}';
    expect(
      problemsOf(clusterYaml({spec: `network: {podCidr: 10.244.0.0/24}\n${args}`, hosts: cp1 + workers(3)})),
    ).toEqual([]);
  });

  test('of IPv6 only are valid', () => {
    const spec = 'network: {podCidr: "fd01::/48", serviceCidr: "fd02::/112"}';
    expect(configOf(clusterYaml({spec, hosts: hostYaml('cp1', '"fd00::5"', 'control-plane')})).hosts).toHaveLength(1);
  });
});

describe('extra arguments', () => {
  const withArg = (component: string, name: string, value = 'x') =>
    clusterYaml({spec: `extraArgs:\n  ${component}:\n    - {name: ${name}, value: "${value}"}`});

  test('may have one name twice', () => {
    const spec = 'extraArgs:\n  kubelet:\n    - {name: v, value: "2"}\n    - {name: v, value: "4"}';
    expect(configOf(clusterYaml({spec})).extraArgs.kubelet).toEqual([
      {name: 'v', value: '2'},
      {name: 'v', value: '4'},
    ]);
  });

  test.each([
    ['etcd', 'data-dir'],
    ['etcd', 'initial-cluster-state'],
    ['etcd', 'peer-cert-file'],
    ['kube-apiserver', 'etcd-servers'],
    ['kube-apiserver', 'tls-private-key-file'],
    ['kube-apiserver', 'oidc-issuer-url'],
    ['kube-controller-manager', 'cluster-cidr'],
    ['kube-scheduler', 'leader-elect'],
    ['kubelet', 'node-labels'],
    ['kube-proxy', 'config'],
    ['flanneld', 'iface'],
  ])('of %s may not set %s, which quorate sets, with the reason', (component, flag) => {
    expect(problemOf(withArg(component, flag))).toMatchObject({
      code: 'config/owned-flag',
      path: `spec.extraArgs.${component}[0].name`,
    });
    expect(problemOf(withArg(component, flag)).message).toMatch(/itself: .{20,}/);
  });

  test.each([
    ['etcd', 'snapshot-count'],
    ['kube-apiserver', 'audit-log-maxage'],
    ['kube-controller-manager', 'leader-elect-lease-duration'],
    ['kubelet', 'v'],
  ])('of %s may set %s', (component, flag) => {
    expect(problemsOf(withArg(component, flag))).toEqual([]);
  });

  test.each([
    ['--v', 'write "v"'],
    ['--v=4', 'write name: v and value: "4"'],
    ['v=4', 'write name: v and value: "4"'],
  ])('with dashes or a value in the name %s are an error with a suggestion', (name, suggestion) => {
    expect(problemOf(withArg('kubelet', name)).suggestion).toBe(suggestion);
  });

  test('must be one line each', () => {
    expect(problemOf(withArg('kubelet', 'v', 'a\\nb')).message).toContain('expected a string of one line');
  });
});

describe('labels and taints', () => {
  const withHost = (more: string, role = 'control-plane') =>
    clusterYaml({hosts: hostYaml('cp1', '10.0.0.11', role, more)});

  test.each([
    'labels: {example.com/tier: gold, disk: "", node-role.kubernetes.io/infra: "", topology.kubernetes.io/region: eu}',
    'labels: {node.kubernetes.io/instance-type: m1, team.node-restriction.kubernetes.io/pci: "true", cluster.x-k8s.io/a: b}',
    'taints: [{key: gpu, value: "yes", effect: NoSchedule}, {key: gpu, effect: NoExecute}]',
    'zone: eu-west-1a',
  ])('that are valid: %s', more => {
    expect(problemsOf(withHost(more))).toEqual([]);
  });

  test.each([
    ['labels: {"a b": c}', 'config/label-syntax', 'spec.hosts[0].labels["a b"]'],
    ['labels: {Example.com/a: c}', 'config/label-syntax', 'spec.hosts[0].labels["Example.com/a"]'],
    [`labels: {a: ${'x'.repeat(64)}}`, 'config/label-syntax', 'spec.hosts[0].labels.a'],
    ['labels: {kubernetes.io/os: linux}', 'config/reserved-label', 'spec.hosts[0].labels["kubernetes.io/os"]'],
    [
      'labels: {node-role.kubernetes.io/control-plane: ""}',
      'config/reserved-label',
      'spec.hosts[0].labels["node-role.kubernetes.io/control-plane"]',
    ],
    [
      'labels: {topology.kubernetes.io/zone: a}',
      'config/reserved-label',
      'spec.hosts[0].labels["topology.kubernetes.io/zone"]',
    ],
    ['zone: a b', 'config/label-syntax', 'spec.hosts[0].zone'],
    ['zone: ""', 'config/label-syntax', 'spec.hosts[0].zone'],
    ['taints: [{key: "a b", effect: NoSchedule}]', 'config/taint-syntax', 'spec.hosts[0].taints[0].key'],
    ['taints: [{key: a, value: "b c", effect: NoSchedule}]', 'config/taint-syntax', 'spec.hosts[0].taints[0].value'],
    [
      'taints: [{key: node.kubernetes.io/not-ready, effect: NoExecute}]',
      'config/reserved-taint',
      'spec.hosts[0].taints[0].key',
    ],
    [
      'taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]',
      'config/reserved-taint',
      'spec.hosts[0].taints[0].key',
    ],
    [
      'taints: [{key: a, effect: NoExecute}, {key: a, value: b, effect: NoExecute}]',
      'config/duplicate-taint',
      'spec.hosts[0].taints[1]',
    ],
  ])('that are an error: %s', (more, code, path) => {
    expect(problemOf(withHost(more))).toMatchObject({code, path, level: 'error'});
  });

  test('of a host with the role etcd only are a warning, because it has no Node', () => {
    const hosts = cp1 + hostYaml('e1', '10.0.0.31', 'etcd', 'labels: {a: b}');
    expect(problemOf(clusterYaml({spec: 'topology: external', hosts}))).toMatchObject({
      code: 'config/no-node',
      level: 'warning',
    });
  });
});
