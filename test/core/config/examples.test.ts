import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {configOf} from './support.js';

const folder = new URL('../../../docs/examples/', import.meta.url);
const example = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

test.each(readdirSync(folder))('docs/examples/%s is valid without warnings, and names its schema', name => {
  configOf(example(name));
  expect(example(name)).toMatch(/^# yaml-language-server: \$schema=\.\.\/reference\/cluster\.schema\.json\n/);
});

test('the examples have different names, so that their labs can run at the same time', () => {
  const names = readdirSync(folder).map(name => configOf(example(name)).name);
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  ['single.yaml', ['cp1'], ['cp1'], 3],
  ['stacked.yaml', ['cp1', 'cp2', 'cp3'], ['cp1', 'cp2', 'cp3'], 5],
  ['three-machines.yaml', ['cp1', 'cp2', 'cp3'], ['cp1', 'cp2', 'cp3'], 3],
  ['load-balancer.yaml', ['cp1', 'cp2', 'cp3'], ['cp1', 'cp2', 'cp3'], 4],
  ['external.yaml', ['etcd1', 'etcd2', 'etcd3'], ['cp1', 'cp2'], 4],
  ['unmanaged-etcd.yaml', [], ['cp1', 'cp2'], 3],
])('%s has etcd on %s', (name, members, controlPlanes, nodes) => {
  const desired = desire(configOf(example(name)));
  expect(desired.etcd.map(({host}) => host)).toEqual(members);
  expect(desired.controlPlanes.map(({host}) => host)).toEqual(controlPlanes);
  expect(desired.nodes).toHaveLength(nodes);
});

test('init of load-balancer.yaml starts what people reach the cluster through, too', () => {
  expect(desire(configOf(example('load-balancer.yaml'))).bootstrapHosts).toEqual(['cp1', 'lb1', 'lb2']);
});

test('the control planes of three-machines.yaml share its endpoint, without a load balancer', () => {
  const {vipHosts, loadBalancers, bootstrapHosts} = desire(configOf(example('three-machines.yaml')));
  expect(vipHosts.map(({host}) => host)).toEqual(['cp1', 'cp2', 'cp3']);
  expect(loadBalancers).toEqual([]);
  expect(bootstrapHosts).toEqual(['cp1']);
});
