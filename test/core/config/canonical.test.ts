import {expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {clusterYaml, configOf, hostYaml, problemOf} from './support.js';

const SPELLINGS = ['fd00::11', 'FD00::11', 'fd00:0:0:0:0:0:0:11', 'fd00:0000::0:0011'];

const file = (address: string, {network = 'podCidr: "fd01::/48", serviceCidr: "fd02::/112"', more = ''} = {}) =>
  clusterYaml({
    spec: `network: {${network}}\nendpoint: {host: "${address}"}\npki: {apiServerSans: ["${address}", api.example.com]}`,
    hosts: hostYaml('cp1', `"${address}"`, 'control-plane', more),
  });

test.each(SPELLINGS)('%s has one canonical form in all places, and its member has one URL', spelling => {
  const config = configOf(file(spelling, {more: `sshAddress: "${spelling}"`}));
  expect(config).toMatchObject({
    endpoint: {host: 'fd00::11'},
    pki: {apiServerSans: ['fd00::11', 'api.example.com']},
    hosts: [{address: 'fd00::11', sshAddress: 'fd00::11'}],
  });
  expect(desire(config).etcd).toMatchObject([
    {peerUrl: 'https://[fd00::11]:2380', clientUrl: 'https://[fd00::11]:2379'},
  ]);
});

test('ranges and the addresses of services in them are canonical', () => {
  const config = configOf(file('fd00::11', {network: 'podCidr: "FD01:0::/48", serviceCidr: "fd02:0:0:0::0/112"'}));
  expect(config.network).toMatchObject({podCidr: 'fd01::/48', serviceCidr: 'fd02::/112'});
  expect(desire(config).network).toMatchObject({apiServiceIp: 'fd02::1', dnsIp: 'fd02::a'});
});

test('a missing sshAddress stays missing, and a name is unchanged', () => {
  expect(configOf(file('fd00::11')).hosts[0]).not.toHaveProperty('sshAddress');
  expect(configOf(file('fd00::11', {more: 'sshAddress: cp1.example.com'})).hosts[0]?.sshAddress).toBe(
    'cp1.example.com',
  );
});

test('endpoints of an unmanaged etcd are canonical, and duplicates are an error', () => {
  const spec = (endpoints: string) =>
    `topology: external\netcd: {endpoints: [${endpoints}], caFile: ca.crt, certFile: a.crt, keyFile: a.key}`;
  const text = (endpoints: string) => clusterYaml({spec: spec(endpoints)});
  expect(configOf(text('"https://[FD00:0::5]:2379"')).etcd.unmanagedEtcd?.endpoints).toEqual([
    'https://[fd00::5]:2379',
  ]);
  expect(problemOf(text('"https://[fd00::5]:2379", "https://[FD00::5]:2379"'))).toMatchObject({
    code: 'config/duplicate-endpoint',
    path: 'spec.etcd.endpoints[1]',
    message: 'duplicate endpoint https://[FD00::5]:2379 (line 7)',
  });
});

test('a problem has the address as it is in the file', () => {
  expect(problemOf(file('FD01::11').replace('endpoint: {host: "FD01::11"}', 'endpoint: {host: a.b}'))).toMatchObject({
    code: 'config/address-in-network',
    message: expect.stringContaining('FD01::11 is in the pod network fd01::/48'),
    excerpt: expect.stringContaining('"FD01::11"'),
  });
});
