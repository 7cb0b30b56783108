import {describe, expect, test} from 'vitest';
import {clusterYaml, configOf, hostYaml, problemOf, problemsOf} from './support.js';

const inHost = (more: string) => clusterYaml({hosts: hostYaml('cp1', '10.0.0.11', 'control-plane', more)});
const inSpec = (spec: string) => clusterYaml({spec});
const external = (endpoint: string) =>
  inSpec(`topology: external\netcd: {endpoints: ["${endpoint}"], caFile: a, certFile: b, keyFile: c}`);

/** Every key whose address hosts connect to, or that connects to hosts. */
const PLACES: readonly (readonly [path: string, text: (address: string) => string])[] = [
  ['spec.hosts[0].address', address => clusterYaml({hosts: hostYaml('cp1', address, 'control-plane')})],
  ['spec.hosts[0].sshAddress', address => inHost(`sshAddress: ${address}`)],
  ['spec.hosts[0].ssh.jumpHosts[0]', address => inHost(`ssh: {jumpHosts: ["me@${address}:2222"]}`)],
  ['spec.ssh.jumpHosts[1]', address => inSpec(`ssh: {jumpHosts: [bastion.example.com, ${address}]}`)],
  ['spec.endpoint.host', address => inSpec(`endpoint: {host: ${address}}`)],
  ['spec.etcd.endpoints[0]', address => external(`https://${address}:2379`)],
  ['spec.artifacts.mirror', address => inSpec(`artifacts: {mirror: "http://${address}:8080/k8s"}`)],
  ['spec.proxy.http', address => inSpec(`proxy: {http: "http://${address}:3128"}`)],
  ['spec.proxy.https', address => inSpec(`proxy: {https: "http://${address}:3128"}`)],
  ['spec.registries[0].host', address => inSpec(`registries: [{host: "${address}:5000"}]`)],
  [
    'spec.registries[0].mirrors[0]',
    address => inSpec(`registries: [{host: docker.io, mirrors: ["https://${address}/v2"]}]`),
  ],
];

describe.each(PLACES)('the address in %s', (path, text) => {
  test.each([
    ['pod', '10.244.0.7'],
    ['service', '10.96.0.1'],
  ])('is refused in the %s network', (network, address) => {
    const problem = problemsOf(text(address)).find(({code}) => code === 'config/address-in-network');
    expect(problem).toMatchObject({level: 'error', path});
    expect(problem?.message).toContain(`${address} is in the ${network} network`);
  });

  test('is accepted outside of both', () => {
    expect(problemsOf(text('10.0.0.77')).filter(({code}) => code === 'config/address-in-network')).toEqual([]);
  });
});

test('many addresses in one range are one problem', () => {
  const hosts = [1, 2, 3].map(n => hostYaml(`w${n}`, `10.244.0.${n}`, 'worker')).join('');
  const problem = problemOf(clusterYaml({hosts: hostYaml('cp1', '10.0.0.11', 'control-plane') + hosts}));
  expect(problem).toMatchObject({code: 'config/address-in-network', path: 'spec.hosts[1].address'});
  expect(problem.message).toContain('10.244.0.2 and 10.244.0.3');
});

test('the range that is suggested is accepted', () => {
  const text = (range: string) => clusterYaml({spec: `network: {podCidr: ${range}}`});
  const {suggestion = ''} = problemOf(text('10.0.0.0/16'));
  const [, range = ''] = /podCidr: "([^"]+)"/.exec(suggestion) ?? [];
  expect(configOf(text(range)).network.podCidr).toBe(range);
});

describe('address families', () => {
  const hosts = (...addresses: readonly string[]) =>
    addresses.map((address, n) => hostYaml(`h${n}`, `"${address}"`, n === 0 ? 'control-plane' : 'worker')).join('');

  test('IPv6 hosts with the default ranges are one problem, and the ranges that it suggests are accepted', () => {
    const all = hosts('2001:db8::1', '2001:db8::2', '2001:db8::3');
    const {code, suggestion = ''} = problemOf(clusterYaml({hosts: all}));
    expect(code).toBe('config/mixed-families');
    const [, ranges] = /spec\.network: (\{.*\})/.exec(suggestion) ?? [];
    expect(configOf(clusterYaml({hosts: all, spec: `network: ${ranges}`})).hosts).toHaveLength(3);
  });

  test('one range of the wrong family is one problem at the range', () => {
    const problem = problemOf(
      clusterYaml({spec: 'network: {podCidr: "fd00::/48"}', hosts: hosts('10.0.0.1', '10.0.0.2')}),
    );
    expect(problem).toMatchObject({code: 'config/mixed-families', path: 'spec.network.podCidr'});
    expect(problem.suggestion).toContain('podCidr: "10.244.0.0/16"');
  });

  test('hosts of two families are one problem at the first that differs', () => {
    const problem = problemOf(clusterYaml({hosts: hosts('10.0.0.1', '10.0.0.2', 'fd00::3', 'fd00::4')}));
    expect(problem).toMatchObject({code: 'config/mixed-families', path: 'spec.hosts[2].address'});
  });
});

describe('labels of earlier versions of Kubernetes', () => {
  test.each([
    ['failure-domain.beta.kubernetes.io/zone', 'zone:'],
    ['failure-domain.kubernetes.io/zone', 'zone:'],
    ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ])('%s: %s is suggested', (label, suggested) => {
    const {code, suggestion} = problemOf(inHost(`labels: {${label}: a}`));
    expect([code, suggestion]).toEqual(['config/reserved-label', expect.stringContaining(suggested)]);
  });
});
