import {expect, test} from 'vitest';
import {otherSettings} from '../../src/workflows/backup-settings.js';
import {clusterYaml, configOf} from '../core/config/support.js';

const network = (text: string) => clusterYaml({spec: `network: {${text}}`});
const CIDRS = 'podCidr: 10.1.0.0/16, serviceCidr: 10.2.0.0/16, dnsDomain: k8s.example';
const BEFORE = network(CIDRS);
const other = (before: string, after: string) => otherSettings(before, configOf(after)).map(({setting}) => setting);

test.each([
  ['podCidr', 'podCidr: 10.3.0.0/16, serviceCidr: 10.2.0.0/16, dnsDomain: k8s.example'],
  ['serviceCidr', 'podCidr: 10.1.0.0/16, serviceCidr: 10.3.0.0/16, dnsDomain: k8s.example'],
  ['dnsDomain', 'podCidr: 10.1.0.0/16, serviceCidr: 10.2.0.0/16, dnsDomain: cluster.local'],
])('another spec.network.%s than in the backup is found', (name, after) => {
  expect(other(BEFORE, network(after))).toEqual([`spec.network.${name}`]);
});

test('a default differs from what the backup has', () => {
  expect(other(BEFORE, clusterYaml({}))).toEqual(
    expect.arrayContaining(['podCidr', 'serviceCidr', 'dnsDomain'].map(name => `spec.network.${name}`)),
  );
});

test.each([
  ['the same text', BEFORE, BEFORE],
  ['another topology', BEFORE, clusterYaml({spec: `topology: stacked\nnetwork: {${CIDRS}}`})],
  ['a backup whose configuration this version cannot read', 'kind: Cluster', BEFORE],
  ['a backup without a configuration', '', BEFORE],
])('%s has nothing that differs', (_, before, after) => {
  expect(other(before, after)).toEqual([]);
});
