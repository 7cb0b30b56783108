import {expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {clusterYaml, configOf, hostYaml, problemOf, problemsOf} from './support.js';

const cp1 = hostYaml('cp1', '10.0.0.11', 'control-plane');
const lb1 = hostYaml('lb1', '10.0.0.5', 'load-balancer');
const lb2 = hostYaml('lb2', '10.0.0.6', 'load-balancer');
const lb3 = hostYaml('lb3', '10.0.0.7', 'load-balancer');
const sharing = (count: number) =>
  Array.from({length: count}, (_, n) =>
    hostYaml(`cp${n + 1}`, `10.0.0.${11 + n}`, 'control-plane, worker, load-balancer'),
  ).join('');
const endpoint = (host: string, port = 6443) => `endpoint: {host: "${host}", port: ${port}}`;

test.each([
  ['one with its own address', endpoint('10.0.0.5'), cp1 + lb1],
  ['one with a DNS name', endpoint('api.example.com'), cp1 + lb1],
  ['one with an address that no host has', endpoint('203.0.113.7'), cp1 + lb1],
  ['two with a virtual IP', endpoint('10.0.0.100'), cp1 + lb1 + lb2],
  [
    'one on the control plane, at another port',
    endpoint('10.0.0.11', 8443),
    hostYaml('cp1', '10.0.0.11', 'control-plane, load-balancer'),
  ],
  [
    'two of three control planes with a virtual IP, at another port',
    endpoint('10.0.0.100', 8443),
    sharing(2) + hostYaml('cp3', '10.0.0.13', 'control-plane'),
  ],
  ['one control plane with a virtual IP', endpoint('10.0.0.100'), sharing(1)],
  ['all of three control planes', endpoint('10.0.0.100'), sharing(3)],
  [
    'all of five control planes, beside a worker',
    endpoint('10.0.0.100'),
    sharing(5) + hostYaml('w1', '10.0.0.21', 'worker'),
  ],
])('load balancers are valid: %s', (_, spec, hosts) => {
  expect(problemsOf(clusterYaml({spec, hosts}))).toEqual([]);
});

test.each([
  ['without an endpoint', '', cp1 + lb1, 'config/no-endpoint', 'requires spec.endpoint'],
  ['two with a name', endpoint('api.example.com'), cp1 + lb1 + lb2, 'config/endpoint-no-address', 'is a name'],
  ['two with the address of one', endpoint('10.0.0.5'), cp1 + lb1 + lb2, 'config/endpoint-taken', 'address of lb1'],
  [
    'one with an endpoint of another host',
    endpoint('10.0.0.11'),
    cp1 + lb1,
    'config/endpoint-taken',
    'is not a load balancer',
  ],
  [
    'two with a virtual IP of another family',
    endpoint('fd00::100'),
    cp1 + lb1 + lb2,
    'config/mixed-families',
    'fd00::100 is IPv6',
  ],
  ['three', endpoint('10.0.0.100'), cp1 + lb1 + lb2 + lb3, 'config/many-load-balancers', '3 hosts'],
  [
    'all control planes with the address of one',
    endpoint('10.0.0.12'),
    sharing(3),
    'config/endpoint-taken',
    'address of cp2',
  ],
  [
    'all control planes with a name',
    endpoint('api.example.com'),
    sharing(3),
    'config/endpoint-no-address',
    'is a name',
  ],
  ['all control planes of another family', endpoint('fd00::100'), sharing(3), 'config/mixed-families', 'is IPv6'],
  ['all control planes without an endpoint', '', sharing(3), 'config/no-endpoint', 'requires spec.endpoint'],
  [
    'three control planes at another port',
    endpoint('10.0.0.100', 8443),
    sharing(3),
    'config/many-load-balancers',
    '3 hosts',
  ],
  [
    'some of the control planes at the port of their API servers',
    endpoint('10.0.0.100'),
    sharing(2) + hostYaml('cp3', '10.0.0.13', 'control-plane'),
    'config/load-balancers-mixed',
    'cp3 is a control plane without the role',
  ],
  [
    'all control planes and another host at the port of their API servers',
    endpoint('10.0.0.100'),
    sharing(3) + lb1,
    'config/load-balancers-mixed',
    'lb1 has the role and is no control plane',
  ],
  [
    'some control planes and other hosts at the port of their API servers',
    endpoint('10.0.0.100'),
    sharing(2) + hostYaml('cp3', '10.0.0.13', 'control-plane') + lb1 + lb2 + lb3,
    'config/load-balancers-mixed',
    'cp3 is a control plane without the role, lb1 has the role',
  ],
  [
    'one on a node with a load balancer at the same port',
    endpoint('10.0.0.21', 7443),
    cp1 + hostYaml('w1', '10.0.0.21', 'worker, load-balancer'),
    'config/endpoint-port-taken',
    'the load balancer of its node listens there',
  ],
])('load balancers are an error: %s', (_, spec, hosts, code, message) => {
  const problem = problemOf(clusterYaml({spec, hosts}));
  expect(problem).toMatchObject({code, level: 'error'});
  expect(problem.message).toContain(message);
  expect(problem.suggestion).toBeDefined();
});

test('labels of a host with the role load-balancer only are a warning', () => {
  const hosts = cp1 + hostYaml('lb1', '10.0.0.5', 'load-balancer', 'labels: {a: b}');
  expect(problemOf(clusterYaml({spec: endpoint('10.0.0.5'), hosts}))).toMatchObject({
    code: 'config/no-node',
    level: 'warning',
  });
});

test('a load balancer that is also a worker is not bootstrapped, and joins like other nodes', () => {
  const hosts = cp1 + hostYaml('w1', '10.0.0.21', 'worker, load-balancer');
  const desired = desire(configOf(clusterYaml({spec: endpoint('10.0.0.21'), hosts})));
  expect(desired.nodes.map(({host}) => host)).toEqual(['cp1', 'w1']);
  expect(desired.loadBalancers).toEqual([{host: 'w1', address: '10.0.0.21'}]);
  expect(desired.bootstrapHosts).toEqual(['cp1']);
});

test.each([
  ['three load balancers', endpoint('10.0.0.100'), cp1 + lb1 + lb2 + lb3, 'to all control planes and no other host'],
  ['three control planes at another port', endpoint('10.0.0.100', 8443), sharing(3), 'set spec.endpoint.port to 6443'],
])('the way out of %s leads to a valid configuration', (_, spec, hosts, suggestion) => {
  expect(problemOf(clusterYaml({spec, hosts})).suggestion).toContain(suggestion);
});
