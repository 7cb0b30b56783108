import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {desire} from '../../../src/core/cluster/desire.js';
import {configOf} from './support.js';

const folder = new URL('../../../docs/examples/', import.meta.url);
const example = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

test.each(readdirSync(folder))('docs/examples/%s is valid, without a warning, and known to editors', name => {
  expect(configOf(example(name)).name).toBe(name.replace(/\.yaml$/, ''));
  expect(example(name)).toMatch(/^# yaml-language-server: \$schema=\.\.\/reference\/cluster\.schema\.json\n/);
});

test.each([
  ['single.yaml', ['cp1'], ['cp1'], 3],
  ['stacked.yaml', ['cp1', 'cp2', 'cp3'], ['cp1', 'cp2', 'cp3'], 5],
  ['external.yaml', ['etcd1', 'etcd2', 'etcd3'], ['cp1', 'cp2'], 4],
])('%s has etcd on %s', (name, members, controlPlanes, nodes) => {
  const desired = desire(configOf(example(name)));
  expect(desired.etcd.map(({host}) => host)).toEqual(members);
  expect(desired.controlPlanes.map(({host}) => host)).toEqual(controlPlanes);
  expect(desired.nodes).toHaveLength(nodes);
});
