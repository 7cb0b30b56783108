import {describe, expect, test} from 'vitest';
import {clusterYaml, hostYaml, problemOf, problemsOf} from './support.js';

const ROLES = ['control-plane', 'worker', 'load-balancer'];

/** A cluster with one host of this name and roles beside those that it needs. */
const cluster = (name: string, roles: string, spec = '') =>
  clusterYaml({
    spec,
    hosts: roles.includes('control-plane')
      ? hostYaml(name, '10.0.0.11', roles)
      : hostYaml('cp1', '10.0.0.11', 'control-plane') + hostYaml(name, '10.0.0.21', roles),
  });

const codes = (text: string) => problemsOf(text).map(({code, path}) => `${code} ${path}`);

describe.each([
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'localhost',
])('the name %s of the API server', name => {
  test.each(ROLES)('is refused for a host with the role %s', role => {
    const endpoint = role === 'load-balancer' ? 'endpoint: {host: 10.0.0.21}' : '';
    expect(codes(cluster(name, role, endpoint))).toEqual([
      `config/host-named-as-api spec.hosts[${role === 'control-plane' ? 0 : 1}].name`,
    ]);
  });
});

test('the name with another domain of services is refused, and that of the default is free', () => {
  const spec = 'network: {dnsDomain: corp.internal}';
  expect(problemOf(cluster('kubernetes.default.svc.corp.internal', 'worker', spec)).code).toBe(
    'config/host-named-as-api',
  );
  expect(problemsOf(cluster('kubernetes.default.svc.cluster.local', 'worker', spec))).toEqual([]);
});

describe.each([
  ['the endpoint', 'endpoint: {host: api.example.com}'],
  ['a further name of the API servers', 'pki: {apiServerSans: [10.0.0.99, api.example.com]}'],
])('the name of %s', (_, spec) => {
  test.each([
    ['worker', ['config/host-named-as-api spec.hosts[1].name']],
    ['control-plane', []],
  ])('and a host with the role %s', (role, expected) => {
    expect(codes(cluster('api.example.com', role, spec))).toEqual(expected);
  });
});

test('the name of the endpoint may be that of the load balancer which serves it', () => {
  expect(problemsOf(cluster('api.example.com', 'load-balancer', 'endpoint: {host: api.example.com}'))).toEqual([]);
});

test('an etcd host cannot have the name of the endpoint', () => {
  const hosts = hostYaml('cp1', '10.0.0.11', 'control-plane') + hostYaml('api.example.com', '10.0.0.31', 'etcd');
  const spec = 'topology: external\nendpoint: {host: api.example.com}';
  expect(problemOf(clusterYaml({spec, hosts})).code).toBe('config/host-named-as-api');
});

test('names that resemble those of the API server are accepted', () => {
  for (const name of ['kubernetes1', 'my-kubernetes', 'kubernetes.example.com', 'localhost1'])
    expect([name, problemsOf(cluster(name, 'worker'))]).toEqual([name, []]);
});
